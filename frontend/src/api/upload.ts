import type { Recording } from "@/api/generated/undertone";
import { getRecordingsCreateUrl } from "@/api/generated/undertone";
import { apiError, csrfHeader, parseJson, unreachable } from "@/api/request";

export type UploadChoices = {
  model?: string;
  asr?: string;
  language?: string;
  /** "false" where several people speak: nobody's own average can then be told. */
  speaker_baseline?: string;
};

type UploadRecordingOptions = {
  file: File;
  title?: string | undefined;
  choices: UploadChoices;
  onProgress: (share: number) => void;
  signal: AbortSignal;
};

function uploadBody({ file, title, choices }: UploadRecordingOptions): FormData {
  const body = new FormData();
  const fields = { title, ...choices };
  for (const [name, value] of Object.entries(fields)) if (value) body.append(name, value);
  body.append("file", file, file.name);
  return body;
}

/** A line that carries nothing for so long is dead, whatever the browser still hopes. */
const STALLED_AFTER_MS = 60_000;

/** Calls back once nothing has moved for too long. After the last byte it is the site's turn, which may take its time. */
function watchStall(xhr: XMLHttpRequest, onStalled: () => void): void {
  let timer = setTimeout(onStalled, STALLED_AFTER_MS);
  xhr.upload.addEventListener("progress", () => {
    clearTimeout(timer);
    timer = setTimeout(onStalled, STALLED_AFTER_MS);
  });
  for (const target of [xhr.upload, xhr]) target.addEventListener("loadend", () => clearTimeout(timer));
}

/** Sends one file. XMLHttpRequest, because fetch does not tell how much has been sent. */
export function uploadRecording(options: UploadRecordingOptions): Promise<Recording> {
  const { promise, resolve, reject } = promiseParts<Recording>();
  const xhr = new XMLHttpRequest();
  xhr.open("POST", getRecordingsCreateUrl());
  for (const [name, value] of Object.entries(csrfHeader())) xhr.setRequestHeader(name, value);
  xhr.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) options.onProgress(event.loaded / event.total);
  });
  xhr.addEventListener("load", () => {
    const body = parseJson(xhr.responseText);
    if (xhr.status === 201) resolve(body as Recording);
    else reject(apiError(xhr.status, body));
  });
  xhr.addEventListener("error", () => reject(unreachable()));
  watchStall(xhr, () => {
    reject(unreachable());
    xhr.abort();
  });
  xhr.addEventListener("abort", () => reject(new DOMException("The upload was cancelled.", "AbortError")));
  options.signal.addEventListener("abort", () => xhr.abort());
  xhr.send(uploadBody(options));
  return promise;
}

/** Promise.withResolvers, which Node 20 and browsers of 2023 do not have. */
function promiseParts<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: Error) => void;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
