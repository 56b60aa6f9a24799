import type { ReactNode } from "react";

type PartProps = { id: string; title: string; children: ReactNode };

/** One section of the settings: its name at the side where there is room. */
export const Part = ({ id, title, children }: PartProps) => (
  <section
    aria-labelledby={id}
    className="grid grid-cols-1 gap-x-12 gap-y-4 border-t border-line py-8 lg:grid-cols-[16rem_minmax(0,1fr)]"
  >
    <h2 id={id} className="font-serif text-xl">
      {title}
    </h2>
    <div className="flex min-w-0 flex-col gap-4">{children}</div>
  </section>
);
