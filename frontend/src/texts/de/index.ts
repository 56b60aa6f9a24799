import common from "./common.json";
import shell from "./shell.json";
import start from "./start.json";
import upload from "./upload.json";
import recorder from "./recorder.json";
import pwa from "./pwa.json";
import account from "./account.json";
import analysis from "./analysis.json";
import player from "./player.json";
import timeline from "./timeline.json";
import transcript from "./transcript.json";
import radar from "./radar.json";
import explanation from "./explanation.json";
import film from "./film.json";
import live from "./live.json";
import library from "./library.json";
import compare from "./compare.json";
import settings from "./settings.json";
import sharing from "./sharing.json";
import models from "./models.json";
import errors from "./errors.json";
import emotions from "./emotions.json";
import reading from "./reading.json";
import format from "./format.json";

/** German, loaded when it is wanted. */
const texts = {
  common,
  shell,
  start,
  upload,
  recorder,
  pwa,
  account,
  analysis,
  player,
  timeline,
  transcript,
  radar,
  explanation,
  film,
  live,
  library,
  compare,
  settings,
  sharing,
  models,
  errors,
  emotions,
  reading,
  format,
};

export default texts;
