/** Recordings among other files, by type and ending; what a file really holds is for the site to judge. */

export type SortedFiles = { media: File[]; others: File[] };

/** Where each came from: a folder holds other things, a file chosen by itself was meant. */
export type Picked = { files: readonly File[]; fromFolder: boolean };

/** Used until the site has told its own list. */
const USUAL = "aac aiff amr flac m4a mov mp3 mp4 mkv oga ogg opus wav webm wma".split(" ");

const ending = (name: string): string => /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";

/** Endings of films, for systems that tell no type. */
const FILMS = new Set("3gp avi flv m2ts m4v mkv mov mp4 mpeg mpg mts ogv webm wmv".split(" "));

/** Whether a file may have pictures, as far as its type and ending tell. */
export const mayBeFilm = ({ name, type }: File): boolean =>
  type.startsWith("video/") || (!type.startsWith("audio/") && FILMS.has(ending(name)));

/** Text formats that some systems take for sound or film: playlists, TypeScript. */
const MISTAKEN = new Set(["m3u", "m3u8", "pls", "ts", "mid", "midi"]);

function isMedia(file: File, extensions: readonly string[], fromFolder: boolean): boolean {
  const known = ending(file.name);
  if (MISTAKEN.has(known)) return false;
  if (/^(audio|video)\//.test(file.type) || file.type === "application/ogg") return true;
  if (extensions.includes(known)) return true;
  return !fromFolder && file.type === "";
}

export function sortFiles({ files, fromFolder }: Picked, extensions: readonly string[] = USUAL): SortedFiles {
  // What a system keeps for itself (.DS_Store, ._clip.wav) nobody chose.
  const chosen = files.filter((file) => !file.name.startsWith("."));
  return {
    media: chosen.filter((file) => isMedia(file, extensions, fromFolder)),
    others: chosen.filter((file) => !isMedia(file, extensions, fromFolder)),
  };
}
