import type { Segment } from "@/api/generated/undertone";
import { SoundQuality } from "@/components/sound-quality";
import type { Corrections } from "@/features/transcript/use-corrections";
import { STREAM_NAMES, streamsOf, strongest } from "@/lib/emotions";
import { formatPercent } from "@/lib/format";
import { alternativesWords, chipWords, isUnsure, streamsSentence } from "@/lib/reading";
import { disagreementWords, disagrees, isDisagreement, reasonNotes, reasonsWords } from "@/lib/reasons";
import { t } from "@/lib/texts";

/** What stands below a segment's words: doubt and its reasons, what was heard before a correction, the sound's quality. */

const Tag = ({ children }: { children: string }) => (
  <span className="mr-1.5 inline-block rounded-sm border border-line-strong px-1.5 text-xs leading-5 font-medium text-ink-soft">
    {children}
  </span>
);

/** "Not sure: could be sad or neutral"; where the streams disagree, what each says. */
export const Doubt = ({ segment }: { segment: Segment }) => {
  if (!isUnsure(segment)) return null;
  const disagree = disagrees(segment);
  const others = segment.reasons.filter((reason) => !isDisagreement(reason));
  const words = [alternativesWords(segment.set), reasonsWords(others)].filter(Boolean).join(": ");
  return (
    <div className="flex flex-col gap-1 text-sm text-ink-faint">
      {disagree && (
        <p>
          <Tag>{disagreementWords(segment)}</Tag>
          {streamsSentence(segment.scores)}
        </p>
      )}
      {words && (
        <p>
          <Tag>{t("transcript.notSure")}</Tag>
          {words}
        </p>
      )}
    </div>
  );
};

type EditedProps = { segment: Segment; corrections: Corrections; editable: boolean };

/** The mark of a correction, what was heard, and the way back to it. */
export const Edited = ({ segment, corrections, editable }: EditedProps) => {
  const original = segment.text_original;
  if (original === null) return null;
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 text-sm wrap-anywhere text-ink-faint">
      <span>
        <Tag>{t("transcript.edited")}</Tag>
        {original ? t("transcript.heardAs", { text: original }) : t("transcript.heardNothing")}
      </span>
      {editable && (
        <button
          type="button"
          disabled={corrections.state.state === "saving"}
          onClick={() => void corrections.save(segment, original)}
          className="no-print min-h-6 rounded-sm underline underline-offset-4 hover:text-ink"
        >
          {t("transcript.backToHeard")}
        </button>
      )}
    </p>
  );
};

const streamsApart = ({ scores }: Segment) => streamsOf([scores]).filter((stream) => stream !== "fused");

/** On demand: what each stream says and weighs, and how good the sound is. */
export const Details = ({ segment }: { segment: Segment }) => (
  <div
    role="group"
    aria-label={t("transcript.detailsOf", { number: segment.index + 1 })}
    className="mt-3 flex flex-col gap-3 rounded-md border border-line bg-surface p-4"
  >
    <dl className="figures flex flex-wrap gap-x-6 gap-y-2">
      {streamsApart(segment).map((stream) => {
        const top = strongest(segment.scores[stream]);
        const weight = segment.weights[stream];
        return (
          <div key={stream}>
            <dt className="text-xs text-ink-faint">
              {STREAM_NAMES[stream]}
              {top &&
                weight !== undefined &&
                ` · ${t("transcript.weighs", { share: formatPercent(weight) })}`}
            </dt>
            <dd className="text-sm text-ink-soft">
              {top ? chipWords(top.name, top.probability) : t("timeline.unread")}
            </dd>
          </div>
        );
      })}
    </dl>
    <SoundQuality quality={segment.quality} className="border-t border-line pt-3" />
    {reasonNotes(segment.reasons, segment.quality.bandwidth_hz).map((note) => (
      <p key={note} className="text-sm text-ink-soft">
        {note}
      </p>
    ))}
  </div>
);
