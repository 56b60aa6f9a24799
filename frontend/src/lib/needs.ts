/** What a model needs beside the sound, in the words of its card. */

type Needing = { needs: readonly string[] };

/** The film itself, in which the model looks for the face. */
export const needsFilm = ({ needs }: Needing): boolean => needs.includes("video");

/** The table of a film's action units, as OpenFace 2 writes it. */
export const needsActionUnits = ({ needs }: Needing): boolean => needs.includes("action_units");
