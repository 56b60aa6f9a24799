import { render, screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { CHARTS } from "@/features/charts/registry";
import type { ChartProps } from "@/lib/chart";
import { emotionName } from "@/lib/emotions";
import { t } from "@/lib/texts";
import { TimeView } from "@/lib/time-view";
import { Playback } from "@/lib/playback";
import { LABELS, OVERALL, SEGMENTS } from "@/testing/data";
import { expectNoAxeViolations } from "@/testing/render";

const props = (changes: Partial<ChartProps> = {}): ChartProps => ({
  segments: SEGMENTS,
  labels: LABELS,
  view: new TimeView(8.5),
  playback: new Playback("/media"),
  selected: null,
  onSelect: vi.fn(),
  reading: OVERALL,
  shownSegment: null,
  following: false,
  subject: "Whole recording",
  ...changes,
});

const silent = {
  scores: { voice: null, words: null, fused: null },
  top: null,
  set: [],
  reasons: ["no_speech"],
};

it("has charts of different names", () => {
  expect(new Set(CHARTS.map(({ id }) => id)).size).toBe(CHARTS.length);
});

describe.each(CHARTS)("the chart $id", ({ id, View }) => {
  const name = () => t(`${id}.name`);

  it("is a region of its name with a picture that is put into words", () => {
    render(<View {...props()} />);
    const region = screen.getByRole("region", { name: name() });
    expect(within(region).getByRole("img", { name: /\w+ \w+/ })).toBeVisible();
  });

  it("names every emotion, so that colour never speaks alone", () => {
    render(<View {...props()} />);
    for (const label of LABELS) expect(screen.getAllByText(emotionName(label)).length).toBeGreaterThan(0);
  });

  it("has no accessibility violations", async () => {
    const { container } = render(<View {...props()} />);
    await expectNoAxeViolations(container);
  });

  it("shows a chosen segment", () => {
    const [first] = SEGMENTS;
    if (!first) throw new Error("there are segments");
    render(
      <View {...props({ selected: first, reading: first, shownSegment: first, subject: "Segment 1" })} />,
    );
    expect(screen.getByRole("region", { name: name() })).toBeVisible();
  });

  it("stands with nothing to read", () => {
    render(<View {...props({ segments: [], labels: [], reading: silent })} />);
    expect(screen.getByRole("region", { name: name() })).toBeVisible();
  });
});
