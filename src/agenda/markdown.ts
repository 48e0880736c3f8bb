/** People's words inside Markdown: shown as they are, never obeyed (CommonMark 0.31, GitHub's extensions). */
import {forms} from '../model/forms.ts'

/**
 * One line of text that reads as itself wherever it stands in Markdown: no heading, list, quote, rule, table, link,
 * image, emphasis, HTML or entity. Line breaks and runs of blanks become one blank.
 */
export function asText(text: string): string {
  return text
    .replace(/[\s\u0085\u2028\u2029]+/gu, ' ')
    .trim()
    .replace(/[\\`*[\]<>|~]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&(?=#|[A-Za-z])/g, '\\&')
    // GitHub makes links of bare addresses: https://…, www.…, name@host.
    .replace(/:(?=\/\/)|(?<=\bwww)\.|@(?=[A-Za-z0-9])/gi, '\\$&')
    .replace(/\b(mailto|xmpp):/gi, '$1\\:')
    // Only at the start of a line: headings, lists, rules, underlines of headings, tables' second lines.
    .replace(/^(?:[-#+=:](?=[-#+=: |]|$)|#)/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?= |$)/, '$1\\$2')
}

/** A link as `<https://…>`. What is not a plain http or https address is shown as text. */
export function asLink(text: string): string {
  return forms.link.fault(text) === undefined && !/[\s<>\\`|\u0000-\u001f\u007f]/u.test(text) ? `<${text}>` : asText(text)
}
