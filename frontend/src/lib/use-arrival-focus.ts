import { useEffect } from "react";
import { useLocation } from "react-router";

/** The address that the focus was brought to last; none before the first page of a visit, where the browser begins. */
let arrivedAt: string | null = null;
let brought = false;

/** A page that loads is replaced by itself once loaded: what had the focus may be gone with it. */
const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

function focusHeading(): void {
  const main = document.getElementById("main");
  // A form that takes the focus itself knows better.
  if (!main || (main !== document.activeElement && main.contains(document.activeElement))) return;
  const heading = main.querySelector("h1");
  if (heading) {
    heading.tabIndex = -1;
    heading.style.outline = "none"; // it is read, not operated
  }
  (heading ?? main).focus({ preventScroll: true });
}

/** On a new page, whoever reads with the ears begins at its heading, and the keyboard goes on from there. */
export function useArrivalFocus(): void {
  const { pathname } = useLocation();
  useEffect(() => {
    const first = arrivedAt === null;
    if (arrivedAt !== pathname) brought = !first;
    else if (!isLost()) return;
    arrivedAt = pathname;
    if (brought) focusHeading();
  }, [pathname]);
}
