import { act, screen, waitFor, within } from "@testing-library/react";
import { http } from "msw";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { deleteTake, listOwnTakes, savePiece } from "@/features/recorder/take-store";
import { allowMicrophone, FakeMediaRecorder, fakeStream, refuseMicrophone } from "@/testing/fake-microphone";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, server } from "@/testing/server";
import { accepted } from "@/testing/uploads";

const leaving = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));

const open = async () => {
  const view = renderRoute("/");
  const record = await screen.findByRole("button", { name: "Record" });
  return { ...view, record };
};

const leftBehind = (id: string, seconds: number) =>
  savePiece(
    {
      id,
      title: "Recording 2026-11-20 21.45",
      type: "audio/webm",
      startedAt: 1,
      elapsed: seconds,
      pieces: 1,
    },
    new TextEncoder().encode("kept sound").buffer,
  );

beforeEach(() => localStorage.setItem("undertone.welcomed", "1"));
afterEach(async () => {
  localStorage.clear();
  for (const { id } of await listOwnTakes()) await deleteTake(id);
});

describe("the recorder on the New page", () => {
  it("records, pauses, lets one listen, and sends under the title that was given", async () => {
    allowMicrophone();
    const sent: FormData[] = [];
    server.use(accepted("Recording", (form) => sent.push(form)));
    const { user, router, record, container } = await open();
    await user.click(record);
    await user.click(await screen.findByRole("button", { name: "Pause" }));
    expect(screen.getByText("Paused", { selector: "[role=status]" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Resume" }));
    await expectNoAxeViolations(container);
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(await screen.findByRole("group", { name: "Your recording" })).toBeVisible();
    await expectNoAxeViolations(container);
    const title = screen.getByRole("textbox", { name: "Title" });
    expect((title as HTMLInputElement).value).toMatch(/^Recording 20/);
    await user.clear(title);
    await user.type(title, "My voice");
    await user.click(screen.getByRole("button", { name: "Use this recording" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a1"));
    expect(sent[0]?.get("title")).toBe("My voice");
    await waitFor(async () => expect(await listOwnTakes()).toEqual([]));
  });

  it("keeps what is recorded in this browser until it has arrived", async () => {
    allowMicrophone();
    server.use(http.post(`${API}/recordings/`, () => new Promise<never>(() => undefined)));
    const { user, record } = await open();
    await user.click(record);
    await screen.findByRole("button", { name: "Stop" });
    expect(FakeMediaRecorder.last?.timeslice).toBe(1000);
    act(() => FakeMediaRecorder.last?.piece("a second"));
    await waitFor(async () => expect(await listOwnTakes()).toMatchObject([{ pieces: 1 }]));
    await user.click(screen.getByRole("button", { name: "Stop" }));
    await user.click(await screen.findByRole("button", { name: "Use this recording" }));
    expect(await listOwnTakes()).toMatchObject([{ pieces: 3 }]);
    // On its way it is not offered as forgotten; once the way is given up, it is.
    expect(screen.queryByRole("region", { name: "Recordings not sent" })).not.toBeInTheDocument();
    await user.click(await screen.findByRole("button", { name: /^Cancel Recording/ }));
    expect(await screen.findByRole("region", { name: "Recordings not sent" })).toBeVisible();
  });

  it("throws a recording away once that is confirmed", async () => {
    allowMicrophone();
    const { user, record } = await open();
    await user.click(record);
    expect(leaving()).toBe(true);
    await user.click(await screen.findByRole("button", { name: "Stop" }));
    await user.click(await screen.findByRole("button", { name: "Discard" }));
    await user.click(within(screen.getByRole("alertdialog")).getByRole("button", { name: "Keep it" }));
    expect(screen.getByRole("group", { name: "Your recording" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Discard" }));
    await user.click(within(screen.getByRole("alertdialog")).getByRole("button", { name: "Discard" }));
    expect(await screen.findByRole("button", { name: "Record" })).toBeEnabled();
    expect(leaving()).toBe(false);
    expect(await listOwnTakes()).toEqual([]);
  });

  it("goes on by keyboard: the focus follows what a press has put in place of its button", async () => {
    allowMicrophone();
    const { user, record } = await open();
    record.focus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("button", { name: "Pause" })).toHaveFocus();
    await user.keyboard("{Shift>}{Tab}{/Shift}{Enter}");
    expect(await screen.findByRole("heading", { name: "Listen before you send it" })).toHaveFocus();
  });

  it("makes one recording of several quick presses", async () => {
    const ask = allowMicrophone();
    const { user, record } = await open();
    await user.tripleClick(record);
    await user.dblClick(await screen.findByRole("button", { name: "Stop" }));
    await screen.findByRole("group", { name: "Your recording" });
    expect(ask).toHaveBeenCalledTimes(1);
    expect(await listOwnTakes()).toHaveLength(1);
  });

  it("asks before another page closes the microphone, and keeps what there is", async () => {
    allowMicrophone();
    const { user, router, record } = await open();
    await user.click(record);
    await screen.findByRole("button", { name: "Stop" });
    await user.click(screen.getByRole("link", { name: "Library" }));
    await user.click(await screen.findByRole("button", { name: "Keep recording" }));
    expect(router.state.location.pathname).toBe("/");
    await user.click(screen.getByRole("link", { name: "Library" }));
    await user.click(await screen.findByRole("button", { name: "End and leave" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/library"));
    await waitFor(async () => expect(await listOwnTakes()).toMatchObject([{ pieces: 2 }]));
  });

  it("keeps what was recorded until the microphone was unplugged, and says so", async () => {
    const stream = fakeStream();
    allowMicrophone([], stream);
    const { user, record } = await open();
    await user.click(record);
    await screen.findByRole("button", { name: "Stop" });
    act(() => stream.getTracks()[0]?.unplug());
    expect(await screen.findByRole("alert")).toHaveTextContent("The microphone was unplugged");
    expect(screen.getByRole("button", { name: "Use this recording" })).toBeEnabled();
  });

  it("remembers the microphone that was chosen", async () => {
    const devices = [
      { deviceId: "inner", label: "Inner microphone" },
      { deviceId: "desk", label: "Desk microphone" },
    ];
    const ask = allowMicrophone(devices);
    const { user, unmount } = await open();
    await user.selectOptions(await screen.findByLabelText("Microphone"), "Desk microphone");
    unmount();
    const again = await open();
    await waitFor(() => expect(screen.getByLabelText("Microphone")).toHaveValue("desk"));
    await user.click(again.record);
    await user.click(await screen.findByRole("button", { name: "Stop" }));
    await screen.findByRole("group", { name: "Your recording" });
    expect(ask.mock.lastCall?.[0].audio).toMatchObject({ deviceId: { exact: "desk" } });
  });

  it.each([
    ["NotAllowedError", "not allowed to use the microphone"],
    ["NotFoundError", "No microphone was found"],
    ["NotReadableError", "could not be opened"],
  ])("explains %s, and can be asked again", async (name, words) => {
    refuseMicrophone(name);
    const { user, record, container } = await open();
    await user.click(record);
    expect(await screen.findByRole("alert")).toHaveTextContent(words);
    expect(screen.getByRole("button", { name: "Record" })).toBeEnabled();
    await expectNoAxeViolations(container);
  });

  it("says at once where nothing can be recorded, and what to do", async () => {
    allowMicrophone();
    vi.stubGlobal("isSecureContext", false);
    renderRoute("/");
    expect(await screen.findByText("Browsers record only at a secure address.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Record" })).not.toBeInTheDocument();
  });

  it("warns where the browser cannot keep the recording", async () => {
    allowMicrophone();
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    const { user, record } = await open();
    await user.click(record);
    await screen.findByRole("button", { name: "Stop" });
    act(() => FakeMediaRecorder.last?.piece("a second"));
    expect(await screen.findByText(/has no room to keep the recording safe/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(await screen.findByText(/closing the page would lose it/)).toBeVisible();
    expect(leaving()).toBe(true);
  });
});

describe("a recording that an earlier visit left behind", () => {
  it("is offered with its length, can be listened to, and is sent", async () => {
    await leftBehind("t1", 754);
    const sent: FormData[] = [];
    server.use(accepted("Recording", (form) => sent.push(form)));
    const { user, router, container } = renderRoute("/");
    const unsent = await screen.findByRole("region", { name: "Recordings not sent" });
    expect(unsent).toHaveTextContent("A recording of 12:34 was not sent.");
    await user.click(within(unsent).getByRole("button", { name: "Listen" }));
    expect(await within(unsent).findByRole("group", { name: "Your recording" })).toBeVisible();
    await expectNoAxeViolations(container);
    await user.click(within(unsent).getByRole("button", { name: "Use this recording" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a1"));
    expect(await (sent[0]?.get("file") as File).text()).toBe("kept sound");
    await waitFor(async () => expect(await listOwnTakes()).toEqual([]));
  });

  it("is gone once it was discarded", async () => {
    await leftBehind("t1", 3);
    const { user } = renderRoute("/");
    await user.click(await screen.findByRole("button", { name: "Discard" }));
    await user.click(within(screen.getByRole("alertdialog")).getByRole("button", { name: "Discard" }));
    await waitFor(() =>
      expect(screen.queryByRole("region", { name: "Recordings not sent" })).not.toBeInTheDocument(),
    );
    expect(await listOwnTakes()).toEqual([]);
  });

  it("is not offered while another tab has it", async () => {
    allowMicrophone();
    await leftBehind("t1", 3);
    void navigator.locks.request("undertone-take-t1", () => new Promise(() => undefined));
    renderRoute("/");
    await screen.findByRole("link", { name: "Interview" });
    await screen.findByRole("button", { name: "Record" });
    expect(screen.queryByRole("region", { name: "Recordings not sent" })).not.toBeInTheDocument();
  });
});
