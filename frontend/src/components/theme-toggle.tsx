import { IconButton } from "@/components/button";
import { t } from "@/lib/texts";
import type { Theme } from "@/lib/theme";
import { chooseTheme, useTheme } from "@/lib/theme";

const THEMES = [
  { value: "light", icon: "sun" },
  { value: "dark", icon: "moon" },
  { value: "system", icon: "system" },
] as const satisfies readonly { value: Theme; icon: string }[];

/** From one to the next. A menu of three would weigh more than all else in the page's frame; Settings shows them side by side. */
export const ThemeToggle = () => {
  const theme = useTheme();
  const place = THEMES.findIndex((each) => each.value === theme);
  const next = THEMES[(place + 1) % THEMES.length] ?? THEMES[0];
  return (
    <IconButton
      icon={THEMES[place]?.icon ?? "system"}
      label={t("shell.theme", { theme: t(`shell.themeName.${theme}`) })}
      onClick={() => chooseTheme(next.value)}
      className="size-10"
    />
  );
};
