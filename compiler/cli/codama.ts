// Codama: packages that describe programs and write their clients, loaded where somebody asks for them.
import type { rootNodeFromAnchor } from '@codama/nodes-from-anchor';
import type { AnchorIdl } from '../idl/anchor-types.js';
import { refuse } from './failure.js';
import { codeOf } from './system-error.js';

/** What Codama makes of a program. */
export type RootNode = ReturnType<typeof rootNodeFromAnchor>;

async function load<Module>(name: string, start: () => Promise<Module>): Promise<Module> {
  try {
    return await start();
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND' && codeOf(error) !== 'MODULE_NOT_FOUND') throw error;
    return refuse('packageMissing', { package: name });
  }
}

/** The interface as Codama describes it. */
export async function codamaRoot(idl: AnchorIdl): Promise<RootNode> {
  const name = '@codama/nodes-from-anchor';
  const nodes = await load(name, () => import('@codama/nodes-from-anchor'));
  return nodes.rootNodeFromAnchor(idl as Parameters<typeof rootNodeFromAnchor>[0]);
}

/** Writes a client for @solana/kit to `src/generated` below a folder, in the place of what is there. */
export async function writeClient(root: RootNode, folder: string): Promise<void> {
  const name = '@codama/renderers-js';
  const { renderVisitor } = await load(name, () => import('@codama/renderers-js'));
  await renderVisitor(folder, { syncPackageJson: false }).visitRoot(root);
}
