import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";

import {
  CARD,
  LIMITS,
  MODEL,
  SESSION,
  SETTINGS,
  STORAGE,
  makeAnalysis,
  makeDetail,
  makeRecording,
  makeResult,
} from "@/testing/data";

/** The site as it answers when all is well; a test replaces what it is about. */

export const API = "/api/v1";

export const pageOf = (results: unknown[], changes: object = {}) =>
  HttpResponse.json({ count: results.length, next: null, previous: null, results, ...changes });

export const refusal = (status: number, code: string, detail: string) =>
  HttpResponse.json({ type: "client_error", errors: [{ code, detail, attr: null }] }, { status });

const handlers = [
  // A file that is asked for by its hash is new to the site, unless a test says otherwise.
  http.get(`${API}/recordings/`, ({ request }) =>
    pageOf(new URL(request.url).searchParams.has("sha256") ? [] : [makeRecording()]),
  ),
  http.get(`${API}/session/`, () => HttpResponse.json(SESSION)),
  http.get(`${API}/limits/`, () => HttpResponse.json(LIMITS)),
  http.get(`${API}/recordings/deleted/`, () => pageOf([])),
  http.get(`${API}/settings/`, () => HttpResponse.json(SETTINGS)),
  http.get(`${API}/storage/`, () => HttpResponse.json(STORAGE)),
  http.get(`${API}/recordings/:id/`, () => HttpResponse.json(makeDetail())),
  http.get(`${API}/recordings/:id/peaks/`, () =>
    HttpResponse.json({ duration_s: 8.5, peaks: [0.1, 0.5, 0.2] }),
  ),
  http.get(`${API}/analyses/:id/`, () => HttpResponse.json(makeAnalysis())),
  http.get(`${API}/analyses/:id/result/`, () => HttpResponse.json(makeResult())),
  http.get(`${API}/models/`, () => HttpResponse.json([MODEL])),
  http.get(`${API}/models/comparison/`, () => HttpResponse.json([])),
  http.get(`${API}/models/:id/`, () => HttpResponse.json(CARD)),
  http.get(`${API}/engines/`, () =>
    HttpResponse.json([
      { id: "pocketsphinx", usable: true, reason: "Its model comes with the package.", missing: null },
      {
        id: "faster-whisper",
        usable: false,
        reason: "No weights here.",
        missing: "emotion models pull base",
      },
    ]),
  ),
  http.get("/samples/samples.json", () =>
    HttpResponse.json([{ file: "good-news.wav", title: "Good news", mood: "happy", duration_s: 6.2 }]),
  ),
  http.get("/samples/good-news.wav", () => HttpResponse.arrayBuffer(new ArrayBuffer(64))),
];

export const server = setupServer(...handlers);
