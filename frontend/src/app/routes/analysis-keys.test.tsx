import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { expectNoAxeViolations, renderRoute } from "@/testing/render";

const radar = () => screen.findByRole("region", { name: "Emotion radar" });

const open = async (address = "/analyses/a1") => {
  const view = renderRoute(address);
  await radar();
  await screen.findByRole("slider", { name: "Position" });
  return view;
};

describe("the keyboard", () => {
  it("plays with the space bar and moves with the arrow keys", async () => {
    const play = vi.spyOn(HTMLMediaElement.prototype, "play");
    const { user } = await open();
    await user.keyboard(" ");
    expect(play).toHaveBeenCalledOnce();
    await user.keyboard("{ArrowRight}");
    const slider = screen.getByRole("slider", { name: "Position" });
    await waitFor(() => expect(slider).toHaveAttribute("aria-valuenow", "5"));
    await user.keyboard("{Shift>}{ArrowLeft}{/Shift}");
    await waitFor(() => expect(slider).toHaveAttribute("aria-valuenow", "4"));
  });

  it("goes from segment to segment, and says where it is", async () => {
    const { user, router } = await open();
    await user.keyboard("j");
    expect(await radar()).toHaveTextContent("Segment 1, 0:00 to 0:03");
    await user.keyboard("{ArrowDown}");
    expect(await radar()).toHaveTextContent("Segment 2, 0:04 to 0:07");
    expect(screen.getByText("Segment 2 of 2, 0:04, Sad 55 %: It was a long winter")).toBeInTheDocument();
    await user.keyboard("{ArrowUp}");
    expect(router.state.location.search).toBe("?segment=1");
    await user.keyboard("{Escape}");
    expect(await radar()).toHaveTextContent("Whole recording");
  });

  it("jumps to the next doubt and the next change of emotion", async () => {
    const { user } = await open();
    await user.keyboard("n");
    expect(await radar()).toHaveTextContent("Segment 2");
    await user.keyboard("jkc");
    expect(await radar()).toHaveTextContent("Segment 2");
  });

  it("changes the speed in steps, as far as they go", async () => {
    const { user } = await open();
    const speed = screen.getByRole("combobox", { name: "Speed" });
    await user.keyboard("]");
    await waitFor(() => expect(speed).toHaveValue("1.25"));
    for (let press = 0; press < 5; press += 1) await user.keyboard("]");
    await waitFor(() => expect(speed).toHaveValue("2"));
    for (let press = 0; press < 9; press += 1) await user.keyboard("[[");
    await waitFor(() => expect(speed).toHaveValue("0.5"));
  });

  it("corrects the segment that is chosen", async () => {
    const { user } = await open("/analyses/a1?segment=2");
    await user.keyboard("e");
    expect(screen.getByRole("textbox", { name: "Text of segment 2" })).toHaveFocus();
  });

  it("comes closer on the time axis, and shows the whole again", async () => {
    const { user } = await open();
    await user.keyboard("+");
    expect(await screen.findByRole("slider", { name: "Part in view" })).toHaveAttribute(
      "aria-valuetext",
      "0:00 to 0:04",
    );
    await user.keyboard("0");
    expect(screen.queryByRole("slider", { name: "Part in view" })).not.toBeInTheDocument();
  });

  it("writes in a field as ever", async () => {
    const { user, router } = await open();
    await user.keyboard("/");
    const box = screen.getByRole("searchbox");
    expect(box).toHaveFocus();
    await user.keyboard("jn e?");
    expect(box).toHaveValue("jn e?");
    expect(router.state.location.search).toBe("");
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("leaves a button its space bar", async () => {
    const play = vi.spyOn(HTMLMediaElement.prototype, "play");
    const { user } = await open();
    act(() => screen.getByRole("button", { name: "Details of segment 1" }).focus());
    await user.keyboard(" ");
    expect(play).not.toHaveBeenCalled();
    expect(screen.getByRole("group", { name: "Details of segment 1" })).toBeVisible();
  });

  it("lists its keys on request", async () => {
    const { user } = await open();
    await user.keyboard("?");
    const list = screen.getByRole("dialog", { name: "Keyboard" });
    expect(within(list).getByText("Next “not sure”")).toBeVisible();
    expect(within(list).getByText("Ctrl Space")).toBeVisible();
    await expectNoAxeViolations(list);
  });

  it("leaves the arrows to a table that they scroll", async () => {
    const { user, router } = await open();
    const table = screen.getByRole("region", { name: /How much of the speech/, hidden: true });
    act(() => table.focus());
    expect(table).toHaveFocus();
    await user.keyboard("{ArrowDown}");
    expect(router.state.location.search).toBe("");
  });

  it("can do without keys of a single character", async () => {
    const { user, router } = await open();
    await user.keyboard("?");
    await user.click(screen.getByRole("checkbox", { name: /single character/ }));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    await user.keyboard("j");
    expect(router.state.location.search).toBe("");
    await user.keyboard("{ArrowDown}");
    expect(router.state.location.search).toBe("?segment=1");
    localStorage.clear();
  });
});
