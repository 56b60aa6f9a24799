import { fireEvent, screen, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import { makeDetail, makeResult, makeSegment, scoresFor } from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, server } from "@/testing/server";

const SCORES = {
  voice: scoresFor("sad", 0.6),
  words: scoresFor("neutral", 0.5),
  face: scoresFor("happy", 0.8),
  fused: scoresFor("happy", 0.5),
};
const FACES = [{ at_s: 0.5, x: 0.25, y: 0.2, width: 0.3, height: 0.5 }];

const SEEN = makeSegment(0, "You never told me", { scores: SCORES, top: "happy", faces: FACES });
const UNSEEN = makeSegment(1, "It was a long winter", {
  scores: { ...SCORES, face: null },
  reasons: ["no_face"],
  faces: [],
});

const withFilm = (segments: object[] = [SEEN, UNSEEN]) =>
  server.use(
    http.get(`${API}/recordings/:id/`, () => HttpResponse.json(makeDetail({ has_video: true }))),
    http.get(`${API}/analyses/:id/result/`, () => HttpResponse.json({ ...makeResult(), segments })),
  );

/** As if the browser had read the film's head. */
async function openedFilm(width = 640) {
  const film = await screen.findByLabelText<HTMLVideoElement>("The film, without its sound");
  Object.defineProperties(film, { videoWidth: { value: width }, videoHeight: { value: 360 } });
  fireEvent.loadedMetadata(film);
  return film;
}

beforeEach(() => localStorage.clear());

it("shows the film beside the waveform, silent, out of the keyboard's way", async () => {
  withFilm();
  const { container } = renderRoute("/analyses/a1");
  const film = await openedFilm();
  expect(film.src).toContain("/api/v1/recordings/r1/video/");
  expect(film.muted).toBe(true);
  expect(film.controls).toBe(false);
  expect(film.tabIndex).toBe(-1);
  await expectNoAxeViolations(container);
});

it("draws the face at the moment, with what it reads as", async () => {
  withFilm();
  const { container, user } = renderRoute("/analyses/a1");
  await openedFilm();
  await user.click(await screen.findByRole("button", { name: /^Segment 1 on the radar/ }));
  await user.click(screen.getAllByRole("button", { name: "Play from 0:00" })[0] as HTMLElement);
  const face = container.querySelector<HTMLElement>("[data-face]");
  expect(face).toHaveTextContent(/^Happy 80.%$/);
  expect(face?.style).toMatchObject({ left: "25%", top: "20%", width: "30%", height: "50%" });
  await user.click(screen.getByRole("button", { name: "Play from 0:04" }));
  expect(container.querySelector("[data-face]")).toBeNull();
  expect(screen.getByText("No face seen")).toBeInTheDocument();
});

it("draws no face where the model did not look at the film", async () => {
  withFilm([makeSegment(0, "You never told me")]);
  const { container } = renderRoute("/analyses/a1");
  await openedFilm();
  expect(container.querySelector("[data-face]")).toBeNull();
  expect(screen.queryByText("No face seen")).toBeNull();
});

it("says calmly where the browser knows the sound and not the picture, and plays on", async () => {
  withFilm();
  renderRoute("/analyses/a1");
  await openedFilm(0);
  expect(screen.getByText(/This browser cannot show the film/)).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Play" })).toBeEnabled();
  expect(screen.getByRole("region", { name: "Emotion radar" })).toBeInTheDocument();
});

it("says so, too, where the film does not come", async () => {
  withFilm();
  renderRoute("/analyses/a1");
  fireEvent.error(await screen.findByLabelText("The film, without its sound"));
  expect(screen.getByText(/Sound, transcript and scores are not affected/)).toBeInTheDocument();
});

it("is put away by a switch, which this browser remembers", async () => {
  withFilm();
  const { user } = renderRoute("/analyses/a1");
  await user.click(await screen.findByRole("switch", { name: /^Film/ }));
  expect(screen.queryByLabelText("The film, without its sound")).toBeNull();
  expect(screen.getByRole("switch", { name: /^Film/ })).not.toBeChecked();
  expect(localStorage.getItem("undertone.film")).toBe("no");
});

it("has no place for a film where there is only sound", async () => {
  renderRoute("/analyses/a1");
  const player = await screen.findByRole("slider", { name: "Position" });
  expect(player).toBeVisible();
  expect(screen.queryByRole("switch", { name: /^Film/ })).toBeNull();
  expect(within(document.body).queryByLabelText("The film, without its sound")).toBeNull();
});
