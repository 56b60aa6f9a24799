import common from "./common.json";
import shell from "./shell.json";
import start from "./start.json";
import upload from "./upload.json";
import recorder from "./recorder.json";
import pwa from "./pwa.json";
import errors from "./errors.json";
import emotions from "./emotions.json";
import reading from "./reading.json";
import format from "./format.json";

/** English, which comes with the page: what its frame and the first page say. */
const texts = {
  common,
  shell,
  start,
  upload,
  recorder,
  pwa,
  errors,
  emotions,
  reading,
  format,
};

export default texts;
