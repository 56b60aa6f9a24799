import { screen, waitFor, within } from "@testing-library/react";

import { describe, expect, it, vi } from "vitest";

import { renderRoute } from "@/testing/render";

const radar = () => screen.findByRole("region", { name: "Emotion radar" });

describe("the radar of the Analysis page", () => {
  it("shows a segment on the radar when it is chosen, and the whole again", async () => {
    const { user } = renderRoute("/analyses/a1");
    const panel = await radar();
    await user.click(screen.getByRole("button", { name: /^Segment 2 on the radar: ?Sad/ }));
    expect(panel).toHaveTextContent("Segment 2, 0:04 to 0:07");
    expect(panel).toHaveTextContent("Voice reads as sad; the words could not be read.");
    expect(within(panel).getByRole("button", { name: "Words" })).toBeDisabled();
    await user.click(within(panel).getByRole("button", { name: "Whole recording" }));
    expect(panel).toHaveTextContent("Reads as mostly sad (62 %).");
  });

  it("switches streams of the radar on and off", async () => {
    const { user } = renderRoute("/analyses/a1");
    const panel = await radar();
    expect(panel.querySelectorAll("[data-stream]")).toHaveLength(3);
    await user.click(within(panel).getByRole("button", { name: "Voice" }));
    expect(panel.querySelectorAll("[data-stream]")).toHaveLength(2);
  });

  it("goes with the sound while that plays, and stays where it pauses", async () => {
    const { user } = renderRoute("/analyses/a1");
    const panel = await radar();
    await screen.findByRole("slider", { name: "Position" });
    const paused = vi.spyOn(HTMLMediaElement.prototype, "paused", "get").mockReturnValue(false);
    const words = screen.getByRole("group", { name: "Words of segment 2" });
    await user.click(within(words).getByRole("button", { name: "long" }));
    await waitFor(() => expect(panel).toHaveTextContent("Segment 2, 0:04 to 0:07"));
    expect(panel.querySelector("[aria-live]")).toHaveAttribute("aria-live", "off");
    paused.mockReturnValue(true);
    await user.click(within(words).getByRole("button", { name: "winter" }));
    await waitFor(() => expect(panel.querySelector("[aria-live]")).toHaveAttribute("aria-live", "polite"));
    expect(panel).toHaveTextContent("Segment 2, 0:04 to 0:07");
  });

  it("stays with the whole while the sound plays, where it is not to follow", async () => {
    const { user } = renderRoute("/analyses/a1");
    const panel = await radar();
    await user.click(await screen.findByRole("switch", { name: "Follow" }));
    vi.spyOn(HTMLMediaElement.prototype, "paused", "get").mockReturnValue(false);
    const words = screen.getByRole("group", { name: "Words of segment 2" });
    await user.click(within(words).getByRole("button", { name: "long" }));
    expect(panel).toHaveTextContent("Whole recording");
    localStorage.clear();
  });

  it("adds pleasant and unpleasant up, and says that it is a sum", async () => {
    renderRoute("/analyses/a1");
    const sums = within(await radar()).getByRole("group", { name: "Pleasant and unpleasant, summed up" });
    expect(sums).toHaveTextContent("Pleasant6 %Neither13 %Unpleasant81 %");
    expect(sums).toHaveTextContent("unpleasant is sad, angry, fearful, and disgust");
    expect(sums).toHaveTextContent("not a measured valence");
  });
});
