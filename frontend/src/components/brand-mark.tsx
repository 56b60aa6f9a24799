/** A name, in every language the same. */
export const PRODUCT = "Undertone";

export const BrandMark = () => (
  <svg viewBox="0 0 32 32" className="size-6" aria-hidden="true">
    <circle cx="16" cy="16" r="14.500" fill="none" stroke="currentColor" opacity="0.35" />
    <path d="M16 4l5 8.600 7.500 5.400-9 2.500L16 26l-4.500-6L6 19l5-6z" fill="currentColor" />
  </svg>
);
