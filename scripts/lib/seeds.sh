# shellcheck shell=bash
# What the fuzzers begin with: one small good example of each thing that comes from outside. Sourced by scripts/fuzz.

seed_event='{"specversion":"1.0","id":"app-117","source":"urn:example:app","type":"incident.reported",
"subject":"NY-117","time":"2026-03-02T07:00:00.123+08:00","traceparent":"00-4b-01","x":1.5,
"data":{"text":"村道旁\u4e09\ud83d\ude00\n","category":"fire","place":{"area":"330604112221002"}}}'

# TYPE NUMBER (its place among the workers' types) DATA, one a line.
seed_facts='0 {"text":"fire","category":"fire","severity":"emergency","place":{"household":"17","rental":"R1","device":9},"reporter":{"officer":12,"phone":"+86 138-0000-0001"}}
1 {"incident":"I-1","actor":"officer:12","note":"n","at":"2026-03-02T07:00:00Z"}
5 {"incident":"I-1","actor":{"officer":3},"to":{"area":"330604112221"}}
10 {"incident":"I-1","score":5,"text":"good"}
12 {"incident":"I-1","kind":"accept","rung":2,"rungName":"village","deadline":"2026-03-02T07:00:00Z","told":[1,2],"lateBy":1.5}
13 {"key":"k","purpose":"call","priority":"emergency","text":"t","incident":"I-1","notBefore":"2026-03-02T07:00:00Z","audience":{"add":[{"heads":"330604112221002"},{"household":17},{"officers":[1]},{"role":"gridLeader","area":"330604112221"},{"landlord":"R1"},{"phones":["13800000001"]}],"remove":[{"officers":[2]}]}}
14 {"receipts":[{"id":"m-1","reference":"1-00000000","status":"delivered","at":"2026-03-02T07:00:00Z"}]}
16 {"incident":"I-1","sequence":3}
21 {"code":"R1","area":"330604112221","address":"a","landlord":{"name":"n","phone":"13800000001"},"occupancy":4}
29 {"rental":"R1","inspector":"i","grade":"green","items":[{"item":"wires","ok":false,"severity":"high"}]}'

# seeds_of TARGET FOLDER
seeds_of() {
    mkdir -p "$2"
    "seeds_$1" "$2"
}

seeds_json() {
    printf '%s' "$seed_event" >"$1/event"
    printf '%s' '[1,-0,1.5e3,123456789012345678901,true,null,"\u0000",{"\u0000":[],"":{}}]' >"$1/kinds"
    printf '\xfe\x00\x00\x05[[]]' >"$1/deep"
    printf '\xfe\x05\x07\x0c{"\\u0000":0,"a":1}' >"$1/wide"
}

seeds_tables() {
    printf '\x00\x07code,name,dedicated,neighbours\r\n330604112221002,g,yes,330604112221001;330604112221003\n' >"$1/areas"
    printf '\x01\x02id,name,phone,role,area,since,until\n7,j,13800000007,gridOfficer,330604112221001,2026-03-02,2027/1/1\n' \
        >"$1/officers"
    printf '\x02\x03id,area,address,head,phone,newcomer\n1,330604112221001001,"1, ""a""",j,+86 13700000001,no\n' >"$1/households"
    printf '\x00\x09code,name,validFrom,validTo,successors,latitude,longitude\n330604112221002,g,,2026-07-01,330604112221003,30.0,120.8\n' \
        >"$1/reform"
    printf '\x04\x03name,title,phone,area\ngas,G,96100,330604\n' >"$1/departments"
    printf '\x05\x04id,source,area,place,latitude,longitude\nS-1,fire,330604112221,hall,30.03,120.87\n' >"$1/devices"
    printf '\x02\xff户编号,区域,地址,户主\n1,330604112221001001,村口,甲\n' >"$1/chinese"
    printf '\x03\x05code,area,address,landlord,phone,occupancy,registered\nR1,330604112221,a,l,110,4,20260302' >"$1/rentals"
}

seeds_events() {
    printf '\x00%s' "$seed_event" >"$1/structured"
    printf '\x01%s' "$(tr -cd '\11\12\15\40-\176' <<<"$seed_event")" >"$1/gb18030"
    printf '\x00%s' '{"specversion":"1.0","id":"1","source":"s","type":"t","data_base64":"eyJhIjoxfQ=="}' >"$1/base64"
    printf '\x04application/json\xff%s\xff1.0\xff%s\xff1\xff%s\xffs\xff%s\xfft\xff%s\xffv\xff\xff{"a":"\\u0000"}' \
        cloudEvents_specversion cloudEvents_id cloudEvents:source cloudEvents_type cloudEvents_ext >"$1/binary"
}

seeds_facts() {
    local number data
    # shellcheck disable=SC2154,SC2059 # the byte is written as an escape
    while read -r number data; do
        { printf "\\x$(printf %02x "$number")"; printf '%s' "$data"; } >"$1/$number"
    done <<<"$seed_facts"
}

seeds_frames() {
    # Content type, headers (a string, a table in it, an array of numbers), message id, time and user.
    printf '\x01\xb0\xd0\x06a/json\x00\x00\x00\x3c\x01aS\x00\x00\x00\x01x\x01bF\x00\x00\x00\x0b\x01cA\x00\x00\x00\x04I\x00\x00\x00' >"$1/header"
    printf '\x01\x20\x00\x00\x00\x00\x14\x01aS\x00\x00\x00\x01x\x01bt\x01\x01cl\x00\x00\x00\x00\x00\x00\x00\x01' >"$1/kinds"
    printf '\x01\x20\x00\x00\x00\x00\x12\x01aF\x00\x00\x00\x0b\x01bA\x00\x00\x00\x04u\x00\x01V' >"$1/nested"
    printf '\x00\x01\x00\x01\x00\x00\x00\x12\x00\x3c\x00\x3c\x01t\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x01k\xce\x02\x00\x01\x00\x00\x00\x0e\x00\x3c\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\xce\x03\x00\x01\x00\x00\x00\x02{}\xce' >"$1/delivery"
    printf '\x00\x01\x00\x00\x00\x00\x00\x08\x00\x0a\x00\x3c\x03lowwx\xce' >"$1/blocked"
}

seeds_http() {
    printf '\x00GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n' >"$1/health"
    printf '\x00POST /gateway/g/receipts HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{}\n\r\n0\r\n\r\n' >"$1/chunked"
    printf '\x00POST /gateway/g/receipts HTTP/1.1\r\nContent-Length: 2\r\nX-Lianhu-Timestamp: 1\r\nX-Lianhu-Signature: 00\r\n\r\n{}' >"$1/unsigned"
    printf '\x01{"receipts":[{"id":"m-1","status":"delivered"}]}' >"$1/receipts"
    printf '\x01{"receipts":[{"id":1}]}' >"$1/wrong"
    printf '\x01{"replies":[{"id":"m-7","phone":"13900000017","text":"1"}]}' >"$1/replies"
}

seeds_gateway() {
    printf '\x00\xff{"results":[{"reference":"r","status":"accepted","id":"m"},{"reference":"r","status":"rejected","problem":"no"},{"reference":"r","status":"throttled"}]}' >"$1/results"
    printf '\x00\xff{"messages":[{"reference":"r","id":"m","status":"delivered"}]}' >"$1/statuses"
    printf '\x06%s\xff' 30 >"$1/patience"
    printf '\x06%s\xff' nan >"$1/nan"
}

seeds_maps() {
    printf '{"text":{"from":["A","B"]},"category":{"from":"A","values":{"GAS":"gas"},"otherwise":"other"},"place.area":{"from":"C"},"severity":{"value":"normal"}}\xff{"A":"GAS","B":"leak","C":1}' >"$1/map"
    printf '{"text":{"from":"A.B"}}\xff{"A":{"B":"x"}}' >"$1/nested"
    printf 'A1 \xe6\x94\xb6\xe5\x88\xb0' >"$1/reply"
    printf '\xef\xbc\xb4\xef\xbc\xa4' >"$1/wide"
}

seeds_smpp() {
    # A bind's answer, a receipt, a submit's answer, an enquiry; a submit in two parts; a refusal.
    printf '\x10\x00\x00\x00\x13\x80\x00\x00\x09\x00\x00\x00\x00\x00\x00\x00\x01SC\x00\x00\x00\x00\x10\x00\x00\x00\x15\x00\x00\x00\x00\x00\x00\x00\x02' >"$1/bound"
    printf '\x05\x00\x00\x00\x3e\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01\x01138\x00\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x0aid:1 err:0\x00\x1e\x00\x02\x31\x00\x04\x27\x00\x01\x02' >"$1/receipt"
    printf '\xff\x00\x00\x00\x2e\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x03\x00\x05\x00LH\x00\x01\x01138\x00\x40\x00\x00\x00\x00\x01\x00\x08\x00\x08\x05\x00\x03\x01\x02\x01\x80\x54' >"$1/part"
    printf '\x01\x00\x00\x00\x10\x80\x00\x00\x04\x00\x00\x00\x58\x00\x00\x00\x02' >"$1/throttled"
}

seeds_receipts() {
    printf '\x01\x00\x00\xff\xffid:0000000123 sub:001 dlvrd:001 submit date:2603020700 done date:2603020702 stat:DELIVRD err:000 text:id:9' >"$1/text"
    printf '\x00\x00\x0177\xff\x05\xff' >"$1/parameters"
    printf '\x01\x00\x02\xff\xffSTAT=EXPIRED, ID = 0xAF done_date=260302070215' >"$1/other"
}
