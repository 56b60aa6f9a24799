import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { takeHeadStart } from "@/lib/head-start";

const URL = "/api/v1/analyses/1/";

describe("a head start", () => {
  beforeEach(() => {
    vi.spyOn(performance, "now").mockReturnValue(900);
    window.headStart = new Map([[URL, Promise.resolve(new Response("{}"))]]);
  });
  afterEach(() => {
    delete window.headStart;
  });

  it("is taken once: who asks again asks the site", () => {
    expect(takeHeadStart(URL)).toBeInstanceOf(Promise);
    expect(takeHeadStart(URL)).toBeUndefined();
  });

  it("is no news once the page has been open for a while", () => {
    vi.spyOn(performance, "now").mockReturnValue(60_000);
    expect(takeHeadStart(URL)).toBeUndefined();
  });

  it("is not there for other addresses, nor where nothing was asked for", () => {
    expect(takeHeadStart("/api/v1/models/")).toBeUndefined();
    delete window.headStart;
    expect(takeHeadStart(URL)).toBeUndefined();
  });
});
