/** What a form sends besides what a person fills in; each value of a list by itself. */
type Fields = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

const written = (fields: Fields): [string, string][] =>
  Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return [];
    return Array.isArray(value) ? value.map((each: string) => [name, each]) : [[name, String(value)]];
  });

/** Django refuses a form of a signed-in browser that does not repeat its cookie. */
const crossSiteToken = (): string => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";

export const HiddenFields = ({ fields }: { fields: Fields }) => (
  <>
    {written(fields).map(([name, value]) => (
      <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
    ))}
    <input type="hidden" name="csrfmiddlewaretoken" value={crossSiteToken()} />
  </>
);
