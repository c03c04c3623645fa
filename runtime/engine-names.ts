// Engine names: what can be asked to run programs.

/** `auto`: the engine that is likely to be quicker. */
export const engineNames = ['auto', 'interpreter', 'wasm'] as const;

export type EngineName = (typeof engineNames)[number];
