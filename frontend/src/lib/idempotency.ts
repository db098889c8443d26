import { randomId } from "./ids";

/**
 * The Idempotency-Key of a form: the same for the same request, however often it is sent (a double
 * click, a retry after a lost answer), and another one as soon as the request is another.
 */
export class RequestKey {
  #body = "";
  #key = "";

  for(body: string): string {
    if (this.#key === "" || body !== this.#body) {
      this.#body = body;
      this.#key = randomId();
    }
    return this.#key;
  }
}
