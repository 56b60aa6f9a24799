import type { FaceBox, Segment } from "@/api/generated/undertone";

/** Where the face stands at a moment, from the moments that the model looked at. */

/** The corner and the size as shares of the upright picture. */
export type Box = Omit<FaceBox, "at_s">;

/** Null where the model did not look at the film, or saw no face. */
export const facesOf = ({ faces }: Pick<Segment, "faces">): readonly FaceBox[] | null =>
  faces?.length ? faces : null;

const between = (one: FaceBox, other: FaceBox, share: number): Box => {
  const at = (side: keyof Box): number => one[side] + (other[side] - one[side]) * share;
  return { x: at("x"), y: at("y"), width: at("width"), height: at("height") };
};

/**
 * The face at a moment: gliding from one moment seen to the next, or, where nothing is to move that need not, that of
 * the nearest one. Boxes are in time order; before the first and after the last the face is taken to stand still.
 */
export function boxAt(faces: readonly FaceBox[], timeS: number, gliding: boolean): Box | null {
  const next = faces.findIndex(({ at_s }) => at_s > timeS);
  const [before, after] = [faces.at(next < 0 ? -1 : Math.max(0, next - 1)), faces[next]];
  if (!before || !after || after === before) return before ?? null;
  const share = (timeS - before.at_s) / (after.at_s - before.at_s);
  if (gliding) return between(before, after, Math.max(0, share));
  return share < 0.5 ? before : after;
}
