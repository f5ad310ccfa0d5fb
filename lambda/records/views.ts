type View = (memory: ArrayBufferLike, byteOffset: number, length: number) => Buffer;

interface BufferConstructor {
  new (memory: ArrayBufferLike, byteOffset: number, length: number): Buffer;
  readonly prototype: Buffer;
}

/**
 * A Buffer over part of `memory`: what `Buffer.from(memory, byteOffset, length)` returns, in little more than half the
 * time. Reading an aggregate makes one for each record, and that is much of the work beside the digest.
 */
export const viewOf: View =
  fastView() ?? ((memory, byteOffset, length) => Buffer.from(memory, byteOffset, length));

/** Makes views with the constructor that Buffer names for what is derived from it, if that makes Buffers. */
function fastView(): View | undefined {
  const Derived = (Buffer as unknown as { [Symbol.species]?: BufferConstructor })[Symbol.species];
  if (Derived === undefined || Derived.prototype !== Buffer.prototype) return undefined;
  return (memory, byteOffset, length) => new Derived(memory, byteOffset, length);
}
