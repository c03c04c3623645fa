// File header: the fields all program files share.
import {
  elfClass64,
  elfLittleEndian,
  elfMagic,
  elfShared,
  elfVersion,
  machineBpf,
  recordSize,
} from '../../grammar/elf.js';
import type { Version } from '../../grammar/sbpf.js';

export const headerFields = (version: Version) => ({
  magic: elfMagic,
  class: elfClass64,
  data: elfLittleEndian,
  identVersion: elfVersion,
  type: elfShared,
  machine: machineBpf,
  version: elfVersion,
  flags: version,
  headerSize: recordSize.fileHeader,
  programHeaderSize: recordSize.programHeader,
  sectionHeaderSize: recordSize.sectionHeader,
});
