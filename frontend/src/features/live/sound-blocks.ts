/** Sound as live mode sends it: 16-bit, mono, a tenth of a second at a time. Runs in the browser's audio thread. */

/** The site takes no more; devices that give more are averaged down by a whole number. */
const HIGHEST_RATE_HZ = 48_000;
const BLOCK_S = 0.1;
const FULL_SCALE = 32_767;

/** How many samples of the device become one. */
export const stepFor = (rateHz: number): number => Math.ceil(rateHz / HIGHEST_RATE_HZ);

const toInt16 = (sample: number): number => Math.round(Math.max(-1, Math.min(1, sample)) * FULL_SCALE);

export class SoundBlocks {
  private readonly step: number;
  private readonly block: Int16Array<ArrayBuffer>;
  private filled = 0;
  private sum = 0;
  private summed = 0;

  constructor(
    rateHz: number,
    private readonly onBlock: (block: Int16Array<ArrayBuffer>) => void,
  ) {
    this.step = stepFor(rateHz);
    this.block = new Int16Array(Math.round((rateHz / this.step) * BLOCK_S));
  }

  /** Samples from -1 to 1, as many as there are. */
  take(samples: Float32Array): void {
    for (const sample of samples) {
      this.sum += sample;
      this.summed += 1;
      if (this.summed < this.step) continue;
      this.block[this.filled++] = toInt16(this.sum / this.step);
      this.sum = this.summed = 0;
      if (this.filled === this.block.length) this.flush();
    }
  }

  /** Tell what there is of a block. */
  flush(): void {
    if (this.filled > 0) this.onBlock(this.block.slice(0, this.filled));
    this.filled = 0;
  }
}
