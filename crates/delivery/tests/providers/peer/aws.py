"""Amazon's SNS and SES for the tests: moto on a free port of the loopback address, with signatures verified.

Prints its port and the keys of a user who may do everything; then, for each line it reads, all that it was sent.
"""

import json
import logging
import os
import sys

os.environ.update(
    AWS_ACCESS_KEY_ID="nobody", AWS_SECRET_ACCESS_KEY="nobody", AWS_DEFAULT_REGION="eu-central-1"
)
# What is asked unsigned and with wrong keys is what some tests are about.
logging.disable(logging.CRITICAL)

import boto3
import requests
from moto.server import ThreadedMotoServer
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

ACCOUNT, REGION = "123456789012", "eu-central-1"

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
port = server.get_host_and_port()[1]
url = f"http://127.0.0.1:{port}"

iam = boto3.client("iam", endpoint_url=url)
iam.create_user(UserName="countersign")
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
iam.put_user_policy(UserName="countersign", PolicyName="all", PolicyDocument=json.dumps(policy))
keys = iam.create_access_key(UserName="countersign")["AccessKey"]
boto3.client("ses", endpoint_url=url).verify_email_identity(EmailAddress="login@example.com")
# From here on everybody has to sign.
requests.post(f"{url}/moto-api/reset-auth", data="0")
print(json.dumps({"port": port, "id": keys["AccessKeyId"], "secret": keys["SecretAccessKey"]}), flush=True)

for _ in sys.stdin:
    texts = sns_backends[ACCOUNT][REGION].sms_messages.values()
    mails = ses_backends[ACCOUNT][REGION].sent_messages
    print(json.dumps({
        "texts": [list(text) for text in texts],
        "mails": [{
            "from": mail.source, "to": mail.destinations["ToAddresses"],
            "subject": mail.subject, "body": mail.body,
        } for mail in mails],
    }), flush=True)
server.stop()
