import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { TAKE_OVER } from "@/features/pwa/messages";

class FakeWorker extends EventTarget {
  state = "installing";
  postMessage = vi.fn();

  reach(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }
}

class FakeRegistration extends EventTarget {
  waiting: FakeWorker | null = null;
  installing: FakeWorker | null = null;
  update = vi.fn(() => Promise.resolve());

  find(): FakeWorker {
    this.installing = new FakeWorker();
    this.dispatchEvent(new Event("updatefound"));
    return this.installing;
  }
}

const NOTICE = "A newer version of Undertone is available.";

/** A page that has, or has not yet, a worker of an earlier visit. */
async function open({ controlled = true, waiting = null as FakeWorker | null } = {}) {
  const registration = new FakeRegistration();
  registration.waiting = waiting;
  const container = Object.assign(new EventTarget(), {
    controller: controlled ? new FakeWorker() : null,
    register: vi.fn(() => Promise.resolve(registration)),
  });
  Object.defineProperty(navigator, "serviceWorker", { configurable: true, value: container });
  const { keepApp } = await import("@/features/pwa/app-updates");
  const { UpdateNotice } = await import("@/features/pwa/update-notice");
  render(<UpdateNotice />);
  await act(async () => {
    keepApp();
    await Promise.resolve();
  });
  return { registration, container };
}

describe("a newer version of the page", () => {
  const reload = vi.fn();

  beforeEach(() => {
    vi.resetModules();
    reload.mockClear();
    vi.stubGlobal("location", { reload });
  });

  it("is told of when it is ready, and opened when the person says so", async () => {
    const { registration, container } = await open();
    const worker = registration.find();
    expect(screen.queryByText(NOTICE)).not.toBeInTheDocument();
    act(() => worker.reach("installed"));
    expect(screen.getByRole("status")).toHaveTextContent(NOTICE);
    await userEvent.click(screen.getByRole("button", { name: "Update" }));
    expect(worker.postMessage).toHaveBeenCalledWith(TAKE_OVER);
    expect(reload).not.toHaveBeenCalled();
    act(() => void container.dispatchEvent(new Event("controllerchange")));
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it("is told of when it was waiting already", async () => {
    await open({ waiting: new FakeWorker() });
    expect(screen.getByText(NOTICE)).toBeVisible();
  });

  it("is none where the worker is the first", async () => {
    const { registration, container } = await open({ controlled: false });
    act(() => registration.find().reach("installed"));
    act(() => void container.dispatchEvent(new Event("controllerchange")));
    expect(screen.queryByText(NOTICE)).not.toBeInTheDocument();
    expect(reload).not.toHaveBeenCalled();
  });

  it("that another tab has opened is told of, and does not reload this one by itself", async () => {
    const { container } = await open();
    act(() => void container.dispatchEvent(new Event("controllerchange")));
    expect(screen.getByText(NOTICE)).toBeVisible();
    expect(reload).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole("button", { name: "Update" }));
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it("is looked for whenever the page is looked at again", async () => {
    const { registration } = await open();
    act(() => void document.dispatchEvent(new Event("visibilitychange")));
    expect(registration.update).toHaveBeenCalledTimes(1);
  });
});
