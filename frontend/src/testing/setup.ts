import "@testing-library/jest-dom/vitest";

import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";

import { FakeSocket } from "@/testing/fake-socket";
import { server } from "@/testing/server";

// The waveform needs a canvas, which jsdom has not; what it draws is looked at in the browser test.
vi.mock("wavesurfer.js", () => ({ default: { create: () => ({ destroy: () => undefined }) } }));

const stillMedia = (query: string) => ({
  matches: query.includes("reduced-motion"),
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
});

// The first route of a file is compiled while its test waits: seconds, on a busy machine.
configure({ asyncUtilTimeout: 10_000 });

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));

beforeEach(() => {
  FakeSocket.all.length = 0;
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("matchMedia", stillMedia);
  vi.stubGlobal("scrollTo", () => undefined);
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  Element.prototype.hasPointerCapture = () => false;
  Element.prototype.setPointerCapture = () => undefined;
  Element.prototype.scrollIntoView = () => undefined;
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
  vi.spyOn(HTMLMediaElement.prototype, "pause").mockReturnValue();
  vi.spyOn(HTMLMediaElement.prototype, "load").mockReturnValue();
  URL.createObjectURL = () => "blob:clip";
  URL.revokeObjectURL = () => undefined;
});

afterEach(() => {
  cleanup();
  server.resetHandlers();
  vi.unstubAllGlobals();
});

afterAll(() => server.close());
