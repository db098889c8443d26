#!/bin/sh
# From a JSONL file to a chat answer with curl:
#   examples/train.sh TEXT.jsonl CONVERSATIONS.jsonl "A question"
# Set STUDIO (default http://127.0.0.1:8000) and TOKEN (default: the content of
# data/secrets/api-token). STEPS limits both jobs (default 300 steps each).
set -eu
STUDIO=${STUDIO:-http://127.0.0.1:8000}
TOKEN=${TOKEN:-$(cat "$(dirname "$0")/../data/secrets/api-token")}
STEPS=${STEPS:-300}

call() { # call METHOD PATH [curl options]: prints the JSON answer, or the error and ends
  method=$1 path=$2
  shift 2
  curl --silent --show-error --fail-with-body --request "$method" "$STUDIO$path" \
    --header "Authorization: Bearer $TOKEN" "$@" || { echo >&2; exit 1; }
}
field() { python3 -c 'import functools, json, sys
print(functools.reduce(lambda value, key: value[int(key) if key.isdigit() else key],
                       sys.argv[1].split("."), json.load(sys.stdin)))' "$1"; }

upload() { # upload FILE KIND: prints the dataset's id
  call POST "/api/datasets?name=$(basename "$1" .jsonl)&kind=$2" \
    --header "Content-Type: application/x-ndjson" --upload-file "$1" | field id
}
submit() { # submit JSON: prints the job's id
  call POST /api/jobs --header "Content-Type: application/json" --data "$1" | field id
}
wait_for() { # wait_for JOB: returns when it is done
  while :; do
    job=$(call GET "/api/jobs/$1")
    status=$(echo "$job" | field job.status)
    case $status in
      done) return ;;
      failed | stopped) echo "$1 $status: $(echo "$job" | field job.reason)" >&2; exit 1 ;;
    esac
    echo "$1 $status, step $(echo "$job" | field job.progress.step)" >&2
    sleep 2
  done
}

text=$(upload "$1" text)
conversations=$(upload "$2" conversations)
pretrain=$(submit '{"stage": "pretrain", "model": "nano", "dataset": "'"$text"'",
  "preset": "starter-pretrain", "recipe": {"max_steps": '"$STEPS"'}}')
sft=$(submit '{"stage": "sft", "model": "nano", "dataset": "'"$conversations"'",
  "preset": "starter-sft", "recipe": {"max_steps": '"$STEPS"'}, "parent": "'"$pretrain"'"}')
wait_for "$pretrain"
wait_for "$sft"
checkpoint=$(call GET "/api/jobs/$sft" | field job.final_checkpoint_id)
question=$(python3 -c 'import json, sys; print(json.dumps(sys.argv[1]))' "$3")
call POST /v1/chat/completions --header "Content-Type: application/json" --data \
  '{"model": "'"$checkpoint"'", "temperature": 0,
    "messages": [{"role": "user", "content": '"$question"'}]}' | field choices.0.message.content
