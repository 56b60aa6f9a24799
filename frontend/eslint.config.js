import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

/** Imports run shared → features → app, and no feature imports another; the registry of charts lists some of them. */
const importDirections = {
  plugins: { boundaries },
  settings: {
    "import/resolver": { typescript: { project: "./tsconfig.json" } },
    "boundaries/include": ["src/**/*"],
    "boundaries/elements": [
      { type: "app", pattern: "src/app" },
      { type: "registry", pattern: "src/features/charts" },
      { type: "feature", pattern: "src/features/*", capture: ["name"] },
      { type: "testing", pattern: "src/testing" },
      { type: "shared", pattern: ["src/api", "src/lib", "src/components", "src/styles", "src/texts"] },
    ],
  },
  rules: {
    "boundaries/dependencies": [
      "error",
      {
        default: "disallow",
        policies: [
          {
            from: { element: { type: "app" } },
            allow: { to: { element: { types: { anyOf: ["app", "registry", "feature", "shared"] } } } },
          },
          {
            from: { element: { type: "registry" } },
            allow: { to: { element: { types: { anyOf: ["feature", "shared"] } } } },
          },
          { from: { element: { type: "feature" } }, allow: { to: { element: { type: "shared" } } } },
          {
            from: { element: { type: "feature" } },
            allow: {
              to: { element: { type: "feature", captured: { name: "{{ from.element.captured.name }}" } } },
            },
          },
          { from: { element: { type: "shared" } }, allow: { to: { element: { type: "shared" } } } },
        ],
      },
    ],
  },
};

/**
 * Words belong into src/texts. These folders have moved there; a folder is added here once it has.
 * `t` called while a file is loaded would speak English for ever, so that is refused everywhere.
 */
const TRANSLATED = [
  "src/app/*.tsx",
  "src/components/**",
  "src/lib/**",
  "src/features/{library,compare,settings,models,sharing}/**",
  "src/features/{upload,recorder,pwa,welcome,account}/**",
  "src/features/{film,player,timeline,transcript,radar,charts,analysis,explanation,report}/**",
  "src/app/routes/{analysis,library,compare,settings,models,crashed,not-found,new,recent,sign,shared}*",
];
const WORDS = "/[A-Za-z]{2}/";
const SPOKEN_ATTRIBUTES =
  "/^(alt|aria-description|aria-label|caption|children|confirm|description|heading|hint|label|meaning|placeholder|subject|title)$/";
const FROM_CATALOGUE = 'Take the words from src/texts: t("feature.key").';

const loadedTooSoon = {
  selector: 'CallExpression[callee.name="t"]:not(:function *)',
  message: "Call t() while rendering or acting: when a file is loaded, the language is not known yet.",
};

const writtenOut = [
  `JSXText[value=${WORDS}]`,
  `JSXAttribute[name.name=${SPOKEN_ATTRIBUTES}] > Literal[value=${WORDS}]`,
  `JSXAttribute[name.name=${SPOKEN_ATTRIBUTES}] > JSXExpressionContainer > TemplateLiteral > TemplateElement[value.cooked=${WORDS}]`,
  `JSXAttribute[name.name=${SPOKEN_ATTRIBUTES}] > JSXExpressionContainer > ConditionalExpression > Literal[value=${WORDS}]`,
  `JSXElement > JSXExpressionContainer > Literal[value=${WORDS}]`,
  `JSXElement > JSXExpressionContainer > TemplateLiteral > TemplateElement[value.cooked=${WORDS}]`,
  `JSXElement > JSXExpressionContainer > ConditionalExpression > Literal[value=${WORDS}]`,
].map((selector) => ({ selector, message: FROM_CATALOGUE }));

export default tseslint.config(
  { ignores: ["dist", "node_modules", "public/samples", "src/api/generated"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [
      ...tseslint.configs.strictTypeChecked,
      jsxA11y.flatConfigs.strict,
      reactHooks.configs.flat["recommended-latest"],
    ],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["src/**/*.test.{ts,tsx}", "src/testing/**"],
    ...importDirections,
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["src/**/*.test.{ts,tsx}", "src/testing/**"],
    rules: { "no-restricted-syntax": ["error", loadedTooSoon] },
  },
  {
    files: TRANSLATED,
    ignores: ["src/**/*.test.{ts,tsx}"],
    rules: { "no-restricted-syntax": ["error", loadedTooSoon, ...writtenOut] },
  },
  { files: ["public/*.js", "plugins/*.client.js"], languageOptions: { globals: globals.browser } },
  { files: ["scripts/*.mjs", "*.js"], languageOptions: { globals: globals.node } },
);
