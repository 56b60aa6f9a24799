import { DropdownMenu } from "radix-ui";

import { Icon } from "@/components/icons";
import { MENU_BOX, MENU_ITEM } from "@/components/menu";
import type { Theme } from "@/lib/theme";
import { t } from "@/lib/texts";
import { chooseTheme, useTheme } from "@/lib/theme";

const THEMES = [
  { value: "light", icon: "sun" },
  { value: "dark", icon: "moon" },
  { value: "system", icon: "system" },
] as const satisfies readonly { value: Theme; icon: string }[];

const themeName = (theme: Theme): string => t(`shell.themeName.${theme}`);

export const ThemeToggle = () => {
  const theme = useTheme();
  const shown = THEMES.find((each) => each.value === theme) ?? THEMES[2];
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={t("shell.theme", { theme: themeName(theme) })}
        className="inline-flex size-10 items-center justify-center rounded-md text-ink-soft hover:bg-sunken hover:text-ink"
      >
        <Icon name={shown.icon} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={MENU_BOX}>
          {THEMES.map(({ value, icon }) => (
            <DropdownMenu.Item key={value} className={MENU_ITEM} onSelect={() => chooseTheme(value)}>
              <Icon name={icon} className="size-4" />
              <span className="flex-1">{themeName(value)}</span>
              {value === theme && <Icon name="check" className="size-4" />}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
};
