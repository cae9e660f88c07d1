/** Holds the shapes of Jira Cloud: the platform's REST API (version 3, and 2 with plain text) and that of Jira Service Management. */
import { z } from 'zod';

/** Source: Atlassian Document Format, "Document structure": a tree whose leaves are texts. */
const documentNode: z.ZodType<DocumentNode> = z.lazy(() => z.looseObject({ type: z.string(), text: z.string().optional(), content: z.array(documentNode).optional() }));
interface DocumentNode {
  readonly type: string;
  readonly text?: string | undefined;
  readonly content?: readonly DocumentNode[] | undefined;
}

/** Deeper ones are no documents; a reader that follows itself must not be led down. */
const depthMax = 40;
const blocks = new Set(['paragraph', 'heading', 'listItem', 'codeBlock', 'tableRow', 'hardBreak', 'rule']);

function textIn(node: DocumentNode, depth = 0): string {
  if (depth > depthMax) return '';
  return `${node.text ?? ''}${(node.content ?? []).map((child) => textIn(child, depth + 1)).join('')}${blocks.has(node.type) ? '\n' : ''}`;
}

/** Version 3 has documents, version 2 plain text. */
const rich = z.union([z.string(), documentNode]);
export const plainText = (given: z.output<typeof rich> | null | undefined): string => (typeof given === 'string' ? given : given === null || given === undefined ? '' : textIn(given).trimEnd());
export const documentOf = (text: string): object => ({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: text === '' ? [] : [{ type: 'text', text }] }] });

const named = z.looseObject({ id: z.string().optional(), key: z.string().optional(), name: z.string().optional() });
/** Source: Jira Cloud platform REST API, "Create issue". */
export const issueBody = z.looseObject({
  fields: z.looseObject({
    project: named.optional(),
    issuetype: named.optional(),
    summary: z.string().optional(),
    description: rich.nullish(),
    reporter: z.looseObject({ id: z.string().optional(), accountId: z.string().optional(), name: z.string().optional(), emailAddress: z.string().optional() }).nullish(),
  }),
});
export type IssueFields = z.output<typeof issueBody>['fields'];

/** Source: the same, "Add comment". One with a visibility, or that is internal to the service desk, no customer sees. */
export const commentBody = z.looseObject({
  body: rich,
  visibility: z.looseObject({ type: z.string() }).optional(),
  properties: z.array(z.looseObject({ key: z.string(), value: z.looseObject({ internal: z.boolean().optional() }).optional() })).optional(),
});
export const isInternal = ({ visibility, properties = [] }: z.output<typeof commentBody>): boolean => visibility !== undefined || properties.some(({ key, value }) => key === 'sd.public.comment' && value?.internal === true);

/** Source: the same, "Transition issue". */
export const transitionBody = z.looseObject({ transition: z.looseObject({ id: z.string() }) });
/** Those of the workflow that Jira gives to a new project. */
export const transitions = [
  { id: '11', name: 'To Do' },
  { id: '21', name: 'In Progress' },
  { id: '31', name: 'Done' },
] as const;

/** Source: Jira Service Management Cloud REST API, "Create customer request". */
export const requestBody = z.looseObject({ serviceDeskId: z.string().optional(), requestTypeId: z.string().optional(), requestFieldValues: z.looseObject({ summary: z.string().optional(), description: rich.nullish() }).optional(), raiseOnBehalfOf: z.string().optional() });
/** Source: the same, "Create request comment". */
export const requestCommentBody = z.looseObject({ body: z.string().min(1), public: z.boolean().default(true) });

export interface JiraError {
  readonly status: number;
  readonly messages: readonly string[];
  readonly errors?: Readonly<Record<string, string>>;
}

/** Source: the same two references, "Status codes", and answers of the API. */
export const jiraErrors = {
  noUser: { status: 401, messages: ['You are not authenticated. Authentication required to perform this operation.'] },
  notFound: { status: 404, messages: ['Issue does not exist or you do not have permission to see it.'] },
  noRoute: { status: 404, messages: ['null for uri'] },
  wrongMethod: { status: 405, messages: ['Method Not Allowed'] },
  wrongType: { status: 415, messages: ['Unsupported Media Type'] },
  broken: { status: 400, messages: ['There was an error parsing JSON. Check that your request body is valid.'] },
  noTransition: { status: 400, messages: ['Transition id is not valid for this issue.'] },
} as const satisfies Readonly<Record<string, JiraError>>;
export const wrongFields = (errors: Readonly<Record<string, string>>): JiraError => ({ status: 400, messages: [], errors });

/** What a field that is missing is told of; empty where nothing is. */
export function missingIn({ project, issuetype, summary = '' }: IssueFields): Readonly<Record<string, string>> {
  return {
    ...((project?.key ?? project?.id) === undefined && { project: 'Specify a valid project ID or key' }),
    ...((issuetype?.id ?? issuetype?.name) === undefined && { issuetype: 'Specify an issue type' }),
    ...(summary.trim() === '' && { summary: 'You must specify a summary of the issue.' }),
    ...(/[\r\n]/.test(summary) && { summary: 'The summary is invalid because it contains newline characters.' }),
    ...(summary.length > 255 && { summary: 'Summary must be less than 255 characters.' }),
  };
}
