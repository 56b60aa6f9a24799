import { screen, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import type { ComparisonTable } from "@/api/generated/undertone";
import { CARD, MODEL } from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, server } from "@/testing/server";

const machine = () => screen.findByRole("region", { name: "How voice-words does" });

describe("the Models page", () => {
  it("shows what a model does, learnt from, and may be used for", async () => {
    const { container } = renderRoute("/models");
    const card = await screen.findByRole("article", { name: "voice-words" });
    expect(within(card).getByText("Seven emotions of speech")).toBeVisible();
    await machine();
    expect(card).toHaveTextContent(
      "As published, people are right 67 % of the time on the same kind of task.",
    );
    expect(card).toHaveTextContent("Acted speech only.");
    expect(within(card).getByText("Acted speech only.").closest("[lang]")).toHaveAttribute("lang", "en");
    expect(card).toHaveTextContent("RAVDESS (CC BY-NC-SA 4.0)");
    expect(within(card).getByText(/emotion train voice-words.toml/)).toBeVisible();
    await expectNoAxeViolations(container);
  });

  it("sets the systems side by side, with what is real, what it costs, and what others published", async () => {
    const figures = {
      examples: 1439,
      wa: 0.795,
      wa_interval: [0.744, 0.84],
      ua: 0.7935,
      ua_interval: [0.74, 0.84],
    };
    const table: ComparisonTable = {
      dataset: "ravdess",
      split: "folds",
      classes: ["neutral", "sad"],
      command: "emotion compare-models --dataset ravdess",
      models: [
        {
          model: { id: "au-mfcc", version: "1.0.0" },
          evidence: "real",
          parameters: 4_590_434,
          seconds_per_minute: 1,
          streams: {
            fused: { ...figures, top_5: 0.989, ece: 0.0356 },
            voice: { ...figures, wa: 0.67, ece: 0.03 },
          },
        },
        {
          model: { id: "face-voice-ia", version: "1.0.0" },
          evidence: "pairs",
          parameters: 2_000_000,
          seconds_per_minute: 3.456,
          streams: { fused: { ...figures, ece: 0.1 } },
        },
      ],
      published: [{ stream: "fused", system: "small networks", wa: 0.758 }],
    };
    server.use(
      http.get(`${API}/models/comparison/`, () =>
        HttpResponse.json([table, { ...table, dataset: "pairs", split: "test" }]),
      ),
    );
    const { container } = renderRoute("/models");
    await screen.findByRole("table", { name: "Pairs of strangers, held out, 2 emotions" });
    const shown = await screen.findByRole("table", { name: "RAVDESS, cross-validated, 2 emotions" });
    const rows = within(shown)
      .getAllByRole("row")
      .map((row) => row.textContent);
    expect(rows[1]).toMatch(/^au-mfccreal dataVoice67.%.*–79.%0\.0304\.6 M1\.00$/);
    expect(rows[2]).toMatch(/^Fused80.% 74.% to 84.%99.%79.%0\.036$/);
    expect(rows[3]).toMatch(/^face-voice-iaon pairs: a voice with another person’s faceFused.*2\.0 M3\.46$/);
    expect(rows.at(-1)).toMatch(/^small networksFused76.%$/);
    await expectNoAxeViolations(container);
  });

  it("begins with models that read any recording", async () => {
    const films = { ...MODEL, id: "au-mfcc", needs: ["action_units"] };
    server.use(http.get(`${API}/models/`, () => HttpResponse.json([films, MODEL])));
    renderRoute("/models");
    await machine();
    const names = screen
      .getAllByRole("article")
      .map((card) => within(card).getByRole("heading", { level: 2 }));
    expect(names.map((name) => name.textContent)).toEqual(["voice-words", "au-mfcc"]);
  });

  it("tells how often it is right, with interval and command, and lets one choose the stream", async () => {
    const { user } = renderRoute("/models");
    const board = within(await machine());
    expect(board.getByRole("combobox", { name: "Measured on" })).toHaveValue("RAVDESS, held out");
    await user.click(board.getByRole("radio", { name: "Voice" }));
    const figures = board.getByLabelText("Figures of voice-words on RAVDESS, voice");
    expect(figures).toHaveTextContent("UA61 %55 % to 67 %WA63 %57 % to 69 %ECE0.042Truth in the set91 %");
    expect(board.getByText(/5 speakers never heard in training, 300 examples/)).toBeVisible();
    expect(board.getByText(/--dataset ravdess/)).toBeVisible();
  });

  it("says how far training luck moves a figure, where several seeds were trained", async () => {
    const luck = {
      examples: 1439,
      speakers: 24,
      ua: 0.66,
      wa: 0.67,
      ece: 0.05,
      seeds: 3,
      seed_deviation: { ua: 0.012 },
    };
    const [held] = CARD.metrics ?? [];
    const metrics = [{ ...held, split: "folds", streams: { voice: luck } }];
    server.use(http.get(`${API}/models/:id/`, () => HttpResponse.json({ ...CARD, metrics })));
    renderRoute("/models");
    expect((await machine()).textContent).toContain("1439 examples, mean of 3 seeds, UA ± 0.012");
  });

  it("says which weights were measured, where the shipped ones are others", async () => {
    const [held] = CARD.metrics ?? [];
    const metrics = [
      { ...held, version: CARD.version },
      { ...held, split: "folds", version: "0.9.0" },
    ];
    server.use(http.get(`${API}/models/:id/`, () => HttpResponse.json({ ...CARD, metrics })));
    const { user } = renderRoute("/models");
    const board = await machine();
    const choice = within(board).getByRole("combobox", { name: "Measured on" });
    await user.selectOptions(choice, "RAVDESS, held out");
    expect(board).not.toHaveTextContent("measured with version");
    await user.selectOptions(choice, "RAVDESS, cross-validated");
    expect(board).toHaveTextContent("measured with version 0.9.0");
  });

  it("shows what is confused with what, each row by its own total", async () => {
    const { user } = renderRoute("/models");
    const board = within(await machine());
    await user.click(board.getByRole("radio", { name: "Voice" }));
    const matrix = within(board.getByRole("table", { name: /^Confusion matrix/ }));
    const sad = within(matrix.getByRole("row", { name: /^Sad/ })).getAllByRole("cell");
    expect(sad.map((cell) => cell.textContent)).toEqual(["5", "95"]);
    expect(sad[0]).toHaveAttribute("title", "sad read as neutral: 10 of 200 (5\u00a0%)");
  });

  it("shows whether probabilities mean what they say, with a table as the drawing's twin", async () => {
    const { user } = renderRoute("/models");
    const board = within(await machine());
    await user.click(board.getByRole("radio", { name: "Voice" }));
    expect(board.getByRole("img", { name: /^Reliability diagram/ })).toBeVisible();
    expect(board.getByText(/On average the model is 10.points less often right than claimed/)).toBeVisible();
    await user.click(board.getByText("As a table"));
    expect(board.getByRole("row", { name: /80.% 70.% 75.%/ })).toBeVisible();
  });

  it("goes to another data set, and to a stream that it has", async () => {
    const { user } = renderRoute("/models");
    const board = within(await machine());
    await user.selectOptions(board.getByRole("combobox"), "GoEmotions, held out");
    expect(board.getByRole("radio", { name: "Words" })).toBeChecked();
    expect(board.getByLabelText(/^Figures of/)).toHaveTextContent("UA70 %");
  });

  it("sets people beside the machine, and says that theirs is another data set", async () => {
    const { user } = renderRoute("/models");
    const people = await screen.findByRole("region", { name: "How people do, beside voice-words" });
    expect(people).toHaveTextContent("People, on CREMA-D");
    expect(people).toHaveTextContent("Another data set than the model’s");
    expect(people).toHaveTextContent("UA41 %39 % to 42 %WA40 %ECE0.190UA, by vote46 %");
    expect(within(people).getByRole("table", { name: /^Confusion matrix of people/ })).toBeVisible();
    await user.click(within(people).getByRole("radio", { name: "Face" }));
    expect(people).toHaveTextContent("UA58 %");
  });

  it("tells what the 8-bit variant loses, where the card says so", async () => {
    const entry = {
      dataset: "ravdess",
      split: "test",
      command: "emotion evaluate voice-words --dataset ravdess --data DATA/ravdess --int8",
      bytes: 8_000_000,
      full_bytes: 30_000_000,
      streams: {
        fused: {
          ua: 0.66,
          ua_difference: -0.004,
          ua_difference_interval: [-0.012, 0.003],
          wa_difference: 0.001,
          same_answer: 0.97,
        },
      },
    };
    server.use(http.get(`${API}/models/:id/`, () => HttpResponse.json({ ...CARD, int8: [entry] })));
    renderRoute("/models");
    const table = await screen.findByRole("region", { name: "8-bit variant of voice-words" });
    expect(within(table).getByRole("row", { name: /RAVDESS/ })).toHaveTextContent(
      "RAVDESS, held outfused−0.4−1.2 to +0.3+0.197 %",
    );
    expect(screen.getByText(/It takes 7.6.MB where the model takes 29.MB/)).toBeVisible();
  });

  it("is silent about 8 bits where the card is", async () => {
    renderRoute("/models");
    await machine();
    expect(screen.queryByText("In 8 bits")).not.toBeInTheDocument();
  });

  it("shows a card that was not measured yet", async () => {
    server.use(
      http.get(`${API}/models/:id/`, () =>
        HttpResponse.json({ ...CARD, metrics: [], human_yardstick: undefined }),
      ),
    );
    renderRoute("/models");
    expect(await screen.findByText("Not measured yet.")).toBeVisible();
  });

  it("says what is missing where a model cannot be used", async () => {
    const missing = "model.safetensors is missing: run “emotion models pull voice-words”.";
    server.use(http.get(`${API}/models/`, () => HttpResponse.json([{ ...MODEL, usable: false, missing }])));
    renderRoute("/models");
    expect(await screen.findByText(missing)).toBeVisible();
  });

  it("says which speech engines can be used, and what the others need", async () => {
    renderRoute("/models");
    const engines = await screen.findByRole("region", { name: "Speech engines" });
    expect(engines).toHaveTextContent(
      "faster-whisperNot usable hereNo weights here. emotion models pull base",
    );
  });

  it("says so when no model is installed", async () => {
    server.use(http.get(`${API}/models/`, () => HttpResponse.json([])));
    renderRoute("/models");
    expect(await screen.findByText("No emotion model is installed")).toBeVisible();
  });
});
