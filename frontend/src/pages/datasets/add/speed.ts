/** How fast something has been going lately, from its counts over time. */
const WINDOW = 10_000;
const LEAST = 1000;

export class Speed {
  #points: { at: number; done: number }[] = [];

  /** `at`: milliseconds. A count that falls (a resume took it back) begins anew. */
  note(at: number, done: number): void {
    const last = this.#points.at(-1);
    if (last && done < last.done) this.#points = [];
    this.#points.push({ at, done });
    while (this.#points.length > 2 && at - (this.#points[1]?.at ?? at) > WINDOW) {
      this.#points.shift();
    }
  }

  /** A second; null while nobody can tell. */
  get perSecond(): number | null {
    const first = this.#points[0];
    const last = this.#points.at(-1);
    if (!first || !last || last.at - first.at < LEAST || last.done <= first.done) return null;
    return ((last.done - first.done) / (last.at - first.at)) * 1000;
  }

  forget(): void {
    this.#points = [];
  }
}
