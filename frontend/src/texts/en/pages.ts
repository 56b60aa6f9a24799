import account from "./account.json";
import analysis from "./analysis.json";
import compare from "./compare.json";
import explanation from "./explanation.json";
import film from "./film.json";
import live from "./live.json";
import library from "./library.json";
import models from "./models.json";
import player from "./player.json";
import radar from "./radar.json";
import settings from "./settings.json";
import sharing from "./sharing.json";
import timeline from "./timeline.json";
import transcript from "./transcript.json";

/** English of all other pages, loaded with the first of them. The keys of every language are those of both files. */
const texts = {
  account,
  analysis,
  compare,
  explanation,
  film,
  live,
  library,
  models,
  player,
  radar,
  settings,
  sharing,
  timeline,
  transcript,
};

export default texts;
