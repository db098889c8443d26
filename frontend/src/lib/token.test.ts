import { describe, expect, it } from "vitest";
import { tokenFromFragment, tokenFromPaste } from "./token";

describe("tokenFromFragment", () => {
  it("takes the token and leaves the rest of the address", () => {
    expect(tokenFromFragment("http://box:8000/jobs/job-1?x=1#token=abc%2Bd")).toEqual({
      token: "abc+d",
      clean: "http://box:8000/jobs/job-1?x=1",
    });
    expect(tokenFromFragment("http://box:8000/#log&token=abc")?.clean).toBe("http://box:8000/#log");
  });

  it.each([
    "http://box/",
    "http://box/#",
    "http://box/#log",
    "http://box/#token=",
    "http://box/?token=abc",
  ])("finds none in %s", (address) => {
    expect(tokenFromFragment(address)).toBeNull();
  });

  it("survives a broken escape", () => {
    expect(tokenFromFragment("http://box/#token=a%ZZ")?.token).toBe("a%ZZ");
  });
});

describe("tokenFromPaste", () => {
  it("takes a bare token or the whole printed address", () => {
    expect(tokenFromPaste("  abc \n")).toBe("abc");
    expect(tokenFromPaste("http://127.0.0.1:8000/#token=abc%2B")).toBe("abc+");
  });
});
