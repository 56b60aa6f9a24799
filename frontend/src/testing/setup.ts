import "@testing-library/jest-dom/vitest";
import "fake-indexeddb/auto";

import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";

import { installLocks } from "@/testing/fake-locks";
import { rememberAccount } from "@/lib/account";
import { loadPageTexts } from "@/lib/texts";
import { FakeSocket } from "@/testing/fake-socket";
import { FakeHashWorker } from "@/testing/fake-worker";
import { server } from "@/testing/server";

// jsdom's Blob cannot be read in the way that every browser's can.
Blob.prototype.arrayBuffer = function () {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result as ArrayBuffer));
    reader.addEventListener("error", () => reject(reader.error ?? new Error("unreadable")));
    reader.readAsArrayBuffer(this);
  });
};

const stillMedia = (query: string) => ({
  matches: query.includes("reduced-motion"),
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
});

// The first route of a file is compiled while its test waits: seconds, on a busy machine.
configure({ asyncUtilTimeout: 60_000 });

beforeAll(loadPageTexts);

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));

beforeEach(() => {
  FakeSocket.all.length = 0;
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("Worker", FakeHashWorker);
  installLocks();
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
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
  // Drawings need a canvas, which jsdom has not; what they show is looked at in the browser test.
  HTMLCanvasElement.prototype.getContext = () => null;
  Element.prototype.hasPointerCapture = () => false;
  Element.prototype.setPointerCapture = () => undefined;
  Element.prototype.scrollIntoView = () => undefined;
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
  vi.spyOn(HTMLMediaElement.prototype, "pause").mockReturnValue();
  vi.spyOn(HTMLMediaElement.prototype, "load").mockReturnValue();
  // jsdom leaves it undefined, which no browser does.
  Object.defineProperty(HTMLMediaElement.prototype, "error", { get: () => null, configurable: true });
  URL.createObjectURL = () => "blob:clip";
  URL.revokeObjectURL = () => undefined;
});

afterEach(() => {
  cleanup();
  server.resetHandlers();
  rememberAccount({ accounts: "local", user: null });
  vi.unstubAllGlobals();
});

afterAll(() => server.close());
