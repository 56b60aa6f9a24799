import { screen, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import { MODEL } from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, server } from "@/testing/server";

describe("the Models page", () => {
  it("shows what a model does, learnt from, may be used for, and how often it is right", async () => {
    const { container } = renderRoute("/models");
    const card = await screen.findByRole("article", { name: "voice-words" });
    expect(within(card).getByText("Seven emotions of speech")).toBeVisible();
    const row = await within(card).findByRole("row", { name: /ravdess/ });
    expect(row).toHaveTextContent(
      "ravdess, voicetest split, 5 speakers never heard in training, 300 examplesvoice61 %55 % to 67 %63 %0.042",
    );
    expect(within(card).getByText(/emotion evaluate voice-words --dataset ravdess/)).toBeInTheDocument();
    expect(card).toHaveTextContent("People reach 67 % on the same kind of task.");
    expect(card).toHaveTextContent("Acted speech only.");
    expect(card).toHaveTextContent("CC BY-NC-SA 4.0");
    await expectNoAxeViolations(container);
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
