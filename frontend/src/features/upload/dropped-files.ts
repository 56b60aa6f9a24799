import type { Picked } from "@/features/upload/sort-files";

/** What was dropped, folders and all that is in them. */

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

const entriesOf = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => reader.readEntries(resolve, reject));

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** Browsers give a folder's entries a hundred at a time, until an empty answer. */
async function filesInFolder(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader();
  const files: File[] = [];
  for (let entries = await entriesOf(reader); entries.length > 0; entries = await entriesOf(reader)) {
    for (const entry of entries) files.push(...(await filesOf(entry)));
  }
  return files;
}

/** What cannot be read (no permission, gone meanwhile) is as if it were not there. */
async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  try {
    if (isFile(entry)) return [await fileOf(entry)];
    return isFolder(entry) ? await filesInFolder(entry) : [];
  } catch {
    return [];
  }
}

/** Call it while the drop is handled: its items are gone afterwards. */
export async function droppedFiles(data: DataTransfer): Promise<Picked> {
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const fromFolder = entries.some(isFolder);
  if (!fromFolder) return { files: [...data.files], fromFolder };
  const files: File[] = [];
  for (const entry of entries) files.push(...(await filesOf(entry)));
  return { files, fromFolder };
}
