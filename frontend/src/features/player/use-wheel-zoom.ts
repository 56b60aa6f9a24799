import type { RefObject } from "react";
import { useEffect } from "react";

import type { TimeView } from "@/lib/time-view";

/** How much of a wheel's turn doubles the view. */
const PIXELS_PER_DOUBLING = 240;

/**
 * With Ctrl (as a trackpad's pinch sends it) the wheel zooms around the pointer; sideways, or with Shift, it scrolls in
 * time. Up and down remain the page's own.
 */
export function useWheelZoom(place: RefObject<HTMLElement | null>, view: TimeView): void {
  useEffect(() => {
    const element = place.current;
    const onWheel = (event: WheelEvent) => {
      const box = (event.target instanceof Element ? event.target : element)?.getBoundingClientRect();
      if (!box) return;
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (event.ctrlKey) {
        event.preventDefault();
        const share = (event.clientX - box.left) / box.width;
        view.zoom(2 ** (-event.deltaY / PIXELS_PER_DOUBLING), view.timeAt(share));
      } else if (view.zoomed && Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        event.preventDefault();
        view.pan((sideways / box.width) * view.spanS);
      }
    };
    // React's own wheel listeners are passive: they could not keep the browser from zooming the page.
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, [place, view]);
}
