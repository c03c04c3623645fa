// The entry `osvm/litesvm`: what the npm package litesvm exports, by the same names, on the bank of this package.
import { readFileSync, writeFileSync } from 'node:fs';
import { LiteSVM as PureLiteSVM } from '../../runtime/bank/litesvm/litesvm.js';

export {
  FailedTransactionMetadata,
  SimulatedTransactionInfo,
  TransactionMetadata,
} from '../../runtime/bank/litesvm/results.js';
export {
  Clock,
  ComputeBudget,
  EpochRewards,
  EpochSchedule,
  Rent,
} from '../../runtime/bank/litesvm/values.js';

/** With the methods that read and write files, which throw what the file system throws. */
export class LiteSVM extends PureLiteSVM {
  static override fromBytes(bytes: Uint8Array): LiteSVM {
    return new LiteSVM(PureLiteSVM.fromBytes(bytes).bank);
  }

  /** Takes up what `saveToFile` wrote; snapshots of litesvm itself are of another form. */
  static loadFromFile(path: string): LiteSVM {
    return LiteSVM.fromBytes(new Uint8Array(readFileSync(path)));
  }

  saveToFile(path: string): void {
    writeFileSync(path, this.toBytes());
  }

  addProgramFromFile(programId: string, path: string): void {
    this.addProgram(programId, new Uint8Array(readFileSync(path)));
  }
}
