import { useEffect, useRef } from "react";

export type Box = { width: number; height: number };

/** Draws in CSS pixels on an empty surface. A new function is a new drawing. */
export type Draw = (pen: CanvasRenderingContext2D, box: Box) => void;

/** Looks up tokens as they are now (canvas knows no CSS variables), each once. */
export function inks(): (token: string) => string {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>();
  return (token) => {
    let colour = known.get(token);
    if (colour === undefined) {
      colour = style.getPropertyValue(token).trim();
      known.set(token, colour);
    }
    return colour;
  };
}

type CanvasProps = { height: number; draw: Draw; label?: string };

/** A drawing as wide as its place, sharp on every screen, painted at most once per frame. */
export const Canvas = ({ height, draw, label }: CanvasProps) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const surface = canvas.current;
    const pen = surface?.getContext("2d");
    if (!surface || !pen) return;
    let frame = 0;
    const paint = () => {
      frame = 0;
      const width = surface.clientWidth;
      const scale = devicePixelRatio || 1;
      const [pixelWidth, pixelHeight] = [Math.round(width * scale), Math.round(height * scale)];
      if (surface.width !== pixelWidth) surface.width = pixelWidth;
      if (surface.height !== pixelHeight) surface.height = pixelHeight;
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      pen.clearRect(0, 0, width, height);
      draw(pen, { width, height });
    };
    const ask = () => {
      frame ||= requestAnimationFrame(paint);
    };
    ask();
    const watch = new ResizeObserver(ask);
    watch.observe(surface);
    return () => {
      watch.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [draw, height]);
  return (
    <canvas
      ref={canvas}
      className="block w-full"
      style={{ height }}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    />
  );
};
