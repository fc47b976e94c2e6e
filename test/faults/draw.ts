/** Seeded choices. `random` gives numbers in [0, 1). */
export class Draw {
  constructor(private readonly random: () => number) {}

  /** Both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  chance(of: number): boolean {
    return this.random() < of;
  }

  one<Thing>(things: readonly Thing[]): Thing {
    return things[this.whole(0, things.length - 1)] as Thing;
  }

  uuid(): string {
    const hex = Array.from({ length: 32 }, () => this.whole(0, 15).toString(16)).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}
