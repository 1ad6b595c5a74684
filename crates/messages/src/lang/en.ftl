# English: the language whose set of messages every other file must match.
#
# $friendly_name, $code, $amount and $payee come from outside and appear as they are. $code is spelled out
# ("1, 2, 3") in the calls. $intro is `intro` or `intro-transaction`, already filled in. $minutes is a number.
#
# What goes into an SMS keeps to the characters of GSM-7: one other character, be it the typographic apostrophe
# of "don’t", cuts the message from 160 characters to 70 and may double its price. A language that cannot do
# without another letter says so and keeps to 70; tests/promises.rs lists what each promises. None is misspelled.
#
# `call-gate` or `call-gate-digits` comes before the call's text, which greets; it may be played several times and to an
# answering machine, after `call-gate-wrong` when other keys were pressed. $digits are spelled out like the code. `call-over`
# is all that is said once the code is of no use.
#
# `call-approve` or `call-approve-transaction` asks for an approval. It never says the digits that approve: only the person's
# own screen shows them. It too may be played several times, to a machine, and after `call-gate-wrong`.

intro = Your { $friendly_name } verification code is:
intro-transaction = Your { $friendly_name } code to approve { $amount } to { $payee } is:
do-not-share = Don't share this code with anyone; our employees will never ask for the code

sms = { $intro } { $code }
sms-do-not-share = { $intro } { $code }. { do-not-share }

call-gate = This is { $friendly_name }. Press any key to hear your code.
call-gate-digits = This is { $friendly_name }. To hear your code, press { $digits }.
call-gate-wrong = Those were not the right keys.
call-over = This code is no longer valid. Goodbye.
call = Hello. { $intro } { $code }. Once more, your code is: { $code }. Goodbye.
call-do-not-share = Hello. { $intro } { $code }. Once more, your code is: { $code }. { do-not-share }. Goodbye.

call-approve = This is { $friendly_name }. You are asked to approve what is on your screen now. To approve it, press the two digits that you see there. If this was not you, press 9.
call-approve-transaction = This is { $friendly_name }. You are asked to approve { $amount } to { $payee }. To approve it, press the two digits that you see on your screen. If this was not you, press 9.
call-approved = Thank you. It is approved. Goodbye.
call-reported = Thank you. It is not approved, and it is reported. Goodbye.
call-approve-over = There is nothing to approve any more. Goodbye.

# What a person's device asks, for an app to show; $text is the application's. `push-number` stands beside two digits. The labels
# have 36 characters at most, `push-text` adds no more than a few to its values.
push-login = Log in to { $friendly_name }?
push-set-up = Change how you log in to { $friendly_name }?
push-text = { $friendly_name }: { $text }
push-payment = { $friendly_name }: approve this payment?
push-amount = Amount
push-payee = To
push-number = Type this number on the page

# Without the code: subjects show on locked screens.
email-subject = Your { $friendly_name } verification code
email-do-not-share = { do-not-share }.
email-lifetime =
    { $minutes ->
        [0] It is valid for less than a minute and works once.
        [one] It is valid for { $minutes } minute and works once.
       *[other] It is valid for { $minutes } minutes and works once.
    }
email-unasked = If you did not ask for this code, do not enter it anywhere; you can ignore this email.
email-unasked-transaction = If you did not start this payment, do not enter this code anywhere and tell { $friendly_name }.
