/** Line icons on a grid of 16, drawn for this page. */
const PATHS = {
  plus: "M8 3v10M3 8h10",
  check: "M3 8.5 6.5 12 13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  square: "M4.5 4.5h7v7h-7z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  clock: "M8 4.5V8l2.5 1.5M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z",
  dots: "M3.2 8h.01M8 8h.01M12.8 8h.01",
  pulse: "M1.5 8h3l2-5 3 10 2-5h3",
  halt: "M5.5 5.5h5v5h-5zM8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z",
  warning: "M8 2 1.5 13.5h13zM8 6.5v3.2M8 11.6h.01",
  info: "M8 7.3v3.9M8 4.8h.01M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z",
  chat: "M2 3.5h12v8H7l-3 2.5v-2.5H2z",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M3 13l1.1-1.1M11.9 4.1 13 3",
  moon: "M13.5 9.8A5.8 5.8 0 0 1 6.2 2.5a5.8 5.8 0 1 0 7.3 7.3z",
  contrast:
    "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 1.8v12.4M8 4.5h3.5M8 8h6M8 11.5h3.5",
  bell: "M4 11V7a4 4 0 0 1 8 0v4l1.3 1.5H2.7zM6.8 14.2h2.4",
  bellOff:
    "M4 11V7c0-.7.2-1.3.5-1.9M6.3 3.4A4 4 0 0 1 12 7v2.5M2.7 12.5h9.4M6.8 14.2h2.4M2 2l12 12",
  leave: "M6.5 2.5h-4v11h4M6 8h8M11 5l3 3-3 3",
  unplugged:
    "M2 14l3-3M14 2l-3 3M5 7l4 4-1.5 1.5a2.8 2.8 0 0 1-4-4zM8 4.5 9.5 3a2.8 2.8 0 0 1 4 4L12 8.5zM7 9l1.2-1.2M9 7l-.8.8",
  back: "M9.5 3 4.5 8l5 5",
  down: "M3 6l5 5 5-5",
  send: "M8 13.5V2.5M3.5 7 8 2.5 12.5 7",
  again: "M13 3v3.5H9.5M12.8 6.5A5.2 5.2 0 1 0 13.2 9",
  upload: "M8 10.5V2.5M4.5 6 8 2.5 11.5 6M2.5 10.5v3h11v-3",
  branch:
    "M4.5 5v6M4.5 3a1 1 0 1 0 0 2 1 1 0 0 0 0-2zM4.5 11a1 1 0 1 0 0 2 1 1 0 0 0 0-2zM11.5 3a1 1 0 1 0 0 2 1 1 0 0 0 0-2zM11.5 5c0 3-7 2-7 6",
} as const;

export type IconName = keyof typeof PATHS;

interface Props {
  name: IconName;
  /** Words for those who do not see it; without, it is decoration beside words. */
  label?: string;
  size?: number;
}

export function Icon({ name, label, size = 16 }: Props) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      role={label === undefined ? undefined : "img"}
      aria-label={label}
      aria-hidden={label === undefined ? true : undefined}
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
