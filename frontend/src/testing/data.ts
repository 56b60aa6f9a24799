import type {
  Analysis,
  Explanation,
  Link,
  Model,
  ModelCard,
  Overall,
  Preferences,
  Recording,
  RecordingDetail,
  Result,
  Segment,
  Session,
  Shared,
  StorageUse,
  UploadLimits,
} from "@/api/generated/undertone";

/** Made-up data in the shapes of the schema. */

export const LABELS = ["neutral", "happy", "sad", "angry", "fearful", "disgust", "surprised"];

/** `share` for one emotion, the rest spread evenly. */
export const scoresFor = (top: string, share: number): Record<string, number> =>
  Object.fromEntries(
    LABELS.map((label) => [label, label === top ? share : (1 - share) / (LABELS.length - 1)]),
  );

export const OVERALL: Overall = {
  scores: { voice: scoresFor("sad", 0.7), words: scoresFor("neutral", 0.5), fused: scoresFor("sad", 0.62) },
  top: "sad",
  set: ["sad", "neutral"],
  reasons: ["disagreement"],
  interval: { sad: [0.55, 0.7] },
};

export const LIMITS: UploadLimits = {
  max_bytes: 5_000_000,
  max_duration_s: 3600,
  live: true,
  extensions: ["wav", "mp3", "m4a", "webm", "mp4"],
  quotas: {
    concurrent_analyses: { limit: null, used: 0 },
    audio_seconds_per_month: { limit: null, used: 0, resets_at: "2026-12-01T00:00:00Z" },
    storage_bytes: { limit: null, used: 0 },
  },
};

export const makeLink = (changes: Partial<Link> = {}): Link => ({
  id: "l1",
  analysis: "a1",
  sound: true,
  note: "Dr. Meyer",
  created_at: "2026-11-20T10:00:00Z",
  expires_at: "2026-11-27T10:00:00Z",
  last_opened_at: "2026-11-21T10:00:00Z",
  times_opened: 3,
  ...changes,
});

export const makeShared = (changes: Partial<Shared> = {}): Shared => ({
  id: "l1",
  expires_at: "2026-11-27T10:00:00Z",
  sound: true,
  recording: makeRecording(),
  analysis: makeAnalysis(),
  ...changes,
});

export const makeAnalysis = (changes: Partial<Analysis> = {}): Analysis => ({
  id: "a1",
  recording: "r1",
  recording_title: "Interview",
  status: "done",
  stage: null,
  progress: 1,
  eta_s: null,
  error: null,
  model: "voice-words",
  asr: "auto",
  language: null,
  speaker_baseline: true,
  speech_engine: { engine: "pocketsphinx", model: "en-us", language: "en", language_probability: 1 },
  overall: OVERALL,
  segment_count: 2,
  attempts: 1,
  created_at: "2026-11-20T21:00:00Z",
  started_at: "2026-11-20T21:00:01Z",
  finished_at: "2026-11-20T21:00:09Z",
  updated_at: "2026-11-20T21:00:09Z",
  ...changes,
});

export const makeRecording = (changes: Partial<Recording> = {}): Recording => ({
  id: "r1",
  title: "Interview",
  name: "interview.wav",
  duration_s: 8.5,
  size_bytes: 1_234_567,
  sha256: "ab".repeat(32),
  media_type: "audio/wav",
  has_video: false,
  has_action_units: false,
  created_at: "2026-11-20T21:00:00Z",
  analysis: makeAnalysis(),
  ...changes,
});

export const makeDetail = (changes: Partial<RecordingDetail> = {}): RecordingDetail => ({
  ...makeRecording(),
  analyses: [makeAnalysis()],
  ...changes,
});

export const makeSegment = (index: number, text: string, changes: Partial<Segment> = {}): Segment => ({
  index,
  start_s: index * 4 + 0.5,
  end_s: index * 4 + 3.5,
  text,
  text_original: null,
  words: text.split(" ").map((word, place) => ({
    start_s: index * 4 + 0.5 + place * 0.5,
    end_s: index * 4 + 0.9 + place * 0.5,
    text: word,
    probability: 0.9,
  })),
  scores: { voice: scoresFor("angry", 0.6), words: scoresFor("angry", 0.8), fused: scoresFor("angry", 0.71) },
  weights: { voice: 0.6, words: 0.4 },
  top: "angry",
  set: ["angry"],
  reasons: [],
  quality: { snr_db: 20, clipping: 0, speech_ratio: 0.9 },
  ...changes,
});

export const SEGMENTS: Segment[] = [
  makeSegment(0, "You never told me"),
  makeSegment(1, "It was a long winter", {
    scores: { voice: scoresFor("sad", 0.6), words: null, fused: scoresFor("sad", 0.55) },
    top: "sad",
    set: ["sad", "neutral"],
    reasons: ["noisy", "close_call"],
  }),
];

/** Of the first segment. */
export const EXPLANATION: Explanation = {
  label: "angry",
  words: [
    { index: 0, text: "You", effect: 0.01 },
    { index: 1, text: "never", effect: 1 },
    { index: 2, text: "told", effect: 0.02 },
    { index: 3, text: "me", effect: -0.2 },
  ],
  voice: [
    { start_s: 0.5, end_s: 1.5, effect: 0.2 },
    { start_s: 1.5, end_s: 2.5, effect: -0.02 },
    { start_s: 2.5, end_s: 3.5, effect: 0 },
  ],
};

export const makeResult = (changes: Partial<Result> = {}): Result => ({
  schema: "undertone.result/1",
  recording: { name: "interview.wav", duration_s: 8.5, sha256: "ab".repeat(32) },
  model: { id: "voice-words", version: "1.2.3", sha256: "cd".repeat(32), labels: LABELS },
  asr: { engine: "pocketsphinx", model: "en-us", language: "en", language_probability: 1 },
  transcript: "You never told me It was a long winter",
  overall: OVERALL,
  segments: SEGMENTS,
  timings_s: { decode: 0.1, asr: 3, total: 3.4 },
  provenance: { undertone: "0.1.0", created_at: "2026-11-20T21:00:09Z", settings: { threads: 2 } },
  ...changes,
});

export const MODEL: Model = {
  id: "voice-words",
  version: "1.2.3",
  task: "seven emotions of speech",
  labels: LABELS,
  modalities: ["voice", "words"],
  needs: [],
  usable: true,
  missing: null,
};

export const OTHER_MODEL: Model = { ...MODEL, id: "voice-words-concat" };

export const MISSING_MODEL: Model = {
  ...MODEL,
  id: "face-voice",
  usable: false,
  missing: "emotion models pull face-voice",
};

export const CARD: ModelCard = {
  ...MODEL,
  licence: "CC BY-NC-SA 4.0",
  architecture: { voice: "VGGish convolutions", max_tokens: 64 },
  datasets: [{ name: "ravdess", licence: "CC BY-NC-SA 4.0" }],
  training: { command: "emotion train voice-words.toml --data DATA --out OUT" },
  metrics: [
    {
      dataset: "ravdess",
      split: "test",
      unseen_speakers: true,
      classes: ["neutral", "sad"],
      command: "emotion evaluate voice-words --dataset ravdess --data DATA/ravdess",
      streams: {
        voice: {
          examples: 300,
          speakers: 5,
          ua: 0.61,
          ua_interval: [0.55, 0.67],
          wa: 0.63,
          wa_interval: [0.57, 0.69],
          ece: 0.042,
          confusion: [
            [40, 60],
            [10, 190],
          ],
          reliability: { confidence: [0.4, 0.8], accuracy: [0.3, 0.7], share: [0.25, 0.75] },
          set_coverage: 0.91,
          set_size: 2.1,
        },
        fused: { examples: 300, speakers: 5, ua: 0.64, wa: 0.66, ece: 0.05 },
      },
    },
    {
      dataset: "goemotions",
      split: "test",
      command: "emotion evaluate voice-words --dataset goemotions --data DATA/goemotions",
      streams: { words: { examples: 5427, speakers: 0, ua: 0.7, wa: 0.71, ece: 0.03 } },
    },
  ],
  human_yardstick: {
    ravdess_voice_wa: 0.67,
    source: "Livingstone & Russo 2018",
    crema_d: {
      dataset: "crema_d",
      source: "Cao et al. 2014",
      command: "emotion evaluate human --dataset crema_d --data DATA/crema_d",
      classes: ["neutral", "sad"],
      actors: 91,
      limits: "Six emotions.",
      streams: {
        voice: {
          clips: 7442,
          people: {
            answers: 68568,
            ua: 0.41,
            ua_interval: [0.39, 0.42],
            wa: 0.4,
            confusion: [
              [70, 30],
              [50, 50],
            ],
          },
          crowd: {
            ua: 0.46,
            ece: 0.19,
            reliability: { confidence: [0.6], accuracy: [0.41], share: [1] },
          },
        },
        face: {
          clips: 7442,
          people: { answers: 71654, ua: 0.58, wa: 0.57 },
          crowd: { ua: 0.69, ece: 0.025 },
        },
      },
    },
  },
  limits: ["Acted speech only."],
};

export const SETTINGS: Preferences = {
  retention_days: null,
  model: "",
  asr: "",
  speaker_baseline: true,
  retention_server_days: null,
  retention_in_force_days: null,
  deleted_kept_days: 7,
  accounts: "local",
};

/** A machine that asks nobody who they are. */
export const SESSION: Session = {
  accounts: "local",
  user: null,
  sign_up: "closed",
  mail: false,
  providers: [],
};

export const STORAGE: StorageUse = {
  recordings: 12,
  deleted: 1,
  bytes: {
    originals: 52_000_000,
    renditions: 4_000_000,
    waveforms: 300_000,
    deleted: 1_000_000,
    database: 3_000_000,
    weights: 145_000_000,
    free: 80_000_000_000,
  },
  largest: [
    {
      id: "r1",
      title: "Interview",
      size_bytes: 40_000_000,
      rendition_bytes: 4_000_000,
      created_at: "2026-11-20T21:00:00Z",
      analysis: "a1",
    },
  ],
  retention_days: null,
  expiring_within_week: 0,
  next_to_expire: [],
};
