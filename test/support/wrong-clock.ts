/** Environment of a Node process whose wall clock is off by so much. Its monotonic clock is right. */
export function clockOff(byMs: number): Record<string, string> {
  const source = `
    const shift = ${byMs};
    globalThis.Date = new Proxy(Date, {
      construct: (target, args, self) => Reflect.construct(target, args.length ? args : [target.now() + shift], self),
      apply: (target) => new target(target.now() + shift).toString(),
      get: (target, key) => (key === 'now' ? () => target.now() + shift : Reflect.get(target, key)),
    });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(source)}` };
}
