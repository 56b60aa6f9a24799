/** Measures of colour: WCAG contrast, and distance in OKLab as people with and without colour-blindness see it. */

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

const times = (matrix: Matrix, [x, y, z]: Triple): Triple => {
  const row = ([a, b, c]: Triple) => a * x + b * y + c * z;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};

const linear = (hex: string): Triple => {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
};

const luminance = (hex: string): number => {
  const [red, green, blue] = linear(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** WCAG 2.2, 1.4.3 */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Full colour-blindness on linear RGB: Machado, Oliveira and Fernandes 2009, doi:10.1109/TVCG.2009.113 */
const SIMULATIONS = {
  typical: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Record<string, Matrix>;

export type Sight = keyof typeof SIMULATIONS;

export const SIGHTS: readonly Sight[] = ["typical", "protanopia", "deuteranopia", "tritanopia"];

/** OKLab: Ottosson 2020, https://bottosson.github.io/posts/oklab/ */
const TO_LMS: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_LAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

const FROM_LAB: Matrix = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const FROM_LMS: Matrix = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];

const hexChannel = (value: number): string => {
  const encoded = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(clamp(encoded) * 255)
    .toString(16)
    .padStart(2, "0");
};

/** color-mix(in oklab, one share, other) */
export function mixed(one: string, other: string, share: number): string {
  const [a, b] = [oklab(one, "typical"), oklab(other, "typical")];
  const between = (x: number, y: number): number => share * x + (1 - share) * y;
  const lab: Triple = [between(a[0], b[0]), between(a[1], b[1]), between(a[2], b[2])];
  const [long, middle, short] = times(FROM_LAB, lab);
  return `#${times(FROM_LMS, [long ** 3, middle ** 3, short ** 3])
    .map(hexChannel)
    .join("")}`;
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

function oklab(hex: string, sight: Sight): Triple {
  const [red, green, blue] = times(SIMULATIONS[sight], linear(hex));
  const [long, middle, short] = times(TO_LMS, [clamp(red), clamp(green), clamp(blue)]);
  return times(TO_LAB, [Math.cbrt(long), Math.cbrt(middle), Math.cbrt(short)]);
}

/** How far apart two colours look; 0.02 is just noticeable. */
export function distance(one: string, other: string, sight: Sight): number {
  const [a, b] = [oklab(one, sight), oklab(other, sight)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
