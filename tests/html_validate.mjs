// Reads {name: html} from standard input and writes {name: [complaints]} for the pages that have any.
import { HtmlValidate } from "html-validate";

const rules = {
  extends: ["html-validate:standard"],
  rules: {
    // Django and Wagtail write void elements and attributes in their own, equally valid way.
    "void-style": "off",
    "attr-quotes": "off",
    "no-trailing-whitespace": "off",
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "doctype-style": "off",
    // Lists without bullets lose their meaning in Safari unless the role is written out.
    "no-redundant-role": "off",
    // A hint or error is a sentence, not a phrase in a line; browsers and the specification allow long titles.
    "long-title": "off",
    // Inline styles are stopped by the content policy, and the browser tests see that.
    "no-inline-style": "off",
  },
};

let input = "";
for await (const chunk of process.stdin) input += chunk;
const validator = new HtmlValidate(rules);
const told = {};
for (const [name, html] of Object.entries(JSON.parse(input))) {
  const report = await validator.validateString(html);
  const messages = report.results.flatMap((result) =>
    result.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`),
  );
  if (messages.length) told[name] = messages;
}
console.log(JSON.stringify(told));
