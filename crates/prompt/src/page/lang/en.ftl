# What the prompt's pages say. One sentence is one message; the comments say where it stands.
#
# $name is the service's name (or a method's, where it says so), as its owner wrote it. $to is a masked address, $time a
# clock that runs down (0:27). The pages never say who somebody is, nor a whole address.
#
# Tone: plain and calm, to a person in a hurry. Short buttons. No exclamation marks, no thanks, no apologies but for our own
# fault.

# The window's title when something typed was wrong.
title-problem = Error: { $title }

# A box on top of each page that confirms something.
approving = You are approving
approve-amount = Amount
approve-payee = To

# Buttons and links of many pages.
continue = Continue
approve = Approve
cancel = Cancel and go back
support = Get help
another-way = Try another way
back = Back
copy = Copy
copied = Copied
remember =
    { $days ->
        [one] Don’t ask again on this browser for { $days } day
       *[other] Don’t ask again on this browser for { $days } days
    }
remember-about = Only on a device of your own.

# Kinds of methods.
method-phone = Phone
method-sms = Text message
method-call = Phone call
method-email = E-mail
method-authenticator = Authenticator app
method-passkey = Passkey
method-token = Hardware token
method-push = App on your device
method-recovery = Recovery code

# A line below each where it can be chosen.
about-phone = A code by text message or call
about-sms = A code in a text message
about-call = A call that reads you a code
about-email = A code in an e-mail
about-authenticator = A code from an app, even offline
about-passkey = Fingerprint, face, screen lock or security key
about-token = A code from a small device
about-push = Answer a question on your phone
about-recovery = One of the codes that you saved

# Choosing a method: the first one, a further one, or another than the one before.
choose-first-title = Add a second step
choose-first = Keep others out of your account with one more way to show that it’s you.
choose-add-title = Add another method
choose-add = With two methods you can still get in when you lose one.
choose-another-title = Choose another way
choose-another = How do you want to confirm that it’s you?

# A phone number and an e-mail address.
phone-title = Add your phone
phone = We’ll send you a code to check the number.
phone-label = Phone number
phone-hint = With the country code, such as +1 501 712 2661
email-title = Add your e-mail address
email = We’ll send you a code to check the address.
email-label = E-mail address
get-sms = Text me a code
get-call = Call me with a code
get-email = E-mail me a code

# Before a code is sent.
send-title = Confirm that it’s you
send = We’ll send a code to { $to }.

# Asking for a code. In `-named`, $name is what the person called the app or the token.
code-title = Enter the code
code-sms = We sent a text message with a code to { $to }.
code-call = We’re calling { $to } to read you a code.
code-email = We sent an e-mail with a code to { $to }. It may take a minute; look in your spam folder too.
code-app = Open your authenticator app. It shows the code.
code-app-named = Open { $name }. It shows the code.
code-token = Your hardware token shows the code.
code-token-named = { $name } shows the code.
code-label = { $digits }-digit code
code-again = Send it again
code-again-call = Call me again
code-sms-instead = Text me instead
code-call-instead = Call me instead
code-change-phone = Change the number
code-change-email = Change the address
wait = You can ask for another in { $time }.
wait-over = You can ask for another now.

# An authenticator app.
authenticator-title = Set up your authenticator app
authenticator-scan = Scan this with the app
authenticator-any = Any app for one-time codes will do.
authenticator-qr = QR code for your authenticator app
authenticator-open = Open in an app on this device
authenticator-typed = Can’t scan it?
authenticator-type = Type this key into the app:
authenticator-code = Enter the code that the app shows

# A passkey: made, and used.
passkey-make-title = Create a passkey
passkey-make = Your device asks for your fingerprint, face or screen lock. A security key works too.
passkey-make-button = Create passkey
passkey-use-title = Use your passkey
passkey-use = Your device asks for your fingerprint, face or screen lock, or for your security key.
passkey-use-button = Use passkey
passkey-field = Or pick it from the suggestions here
passkey-script = Passkeys need JavaScript. Turn it on for this page, or choose another way.
passkey-unable = This browser has no passkeys. Use another browser, or choose another way.
passkey-waiting = Your browser is asking you now.

# A hardware token.
token-title = Add your hardware token
token = Type the serial number from its back, then two codes, one after the other.
token-serial = Serial number
token-code = Code that it shows now
token-next = Code that it shows next
token-next-about = Wait until the code changes, or press the button again.

# Before a device is asked, which $name is.
ask = We’ll ask on your device. Have it at hand.
ask-named = We’ll ask on { $name }. Have it at hand.
ask-button = Ask my device

# Asking for the number that a device shows, which $name is.
push-title = Answer on your device
push = We asked your device. Open the app there.
push-named = We asked { $name }. Open the app there.
push-number = Number on the device
push-hint = Say yes there, then type the number that it shows.
push-again = Ask again
wait-push = You can ask again in { $time }.
wait-push-over = You can ask again now.

# Setting up a device: an app on it scans a code.
device-title = Connect your device
device-scan = Scan this with the app on your device.
device-qr = QR code for the app on your device
device-copy = Open this link on the device:
device-waiting = Waiting for your device
device-connected = Your device is connected.
device-over = This code was open for too long. Nobody can use it any more.
device-again = Get a new one

# Recovery codes: shown once, and used. `codes-file` is the first line of the file.
codes-title = Save your recovery codes
codes = Each lets you in once, should you lose everything else. Nobody can show them to you again: keep them in a safe place, and not on this device alone.
codes-list = Recovery codes
codes-download = Download
codes-print = Print
codes-file = Recovery codes for { $name }. Each works once.
codes-saved = I have saved these codes
recovery-title = Use a recovery code
recovery = Type one of the codes that you saved. Each works once.
recovery-label = Recovery code

# What is set up. $what is a method's or a browser's name.
methods-title = How you confirm that it’s you
methods = Any one of these lets you in.
methods-two = You need two of these to get in.
methods-none = Nothing is set up yet.
methods-codes = Recovery codes
methods-codes-left =
    { $left ->
        [0] None left
        [one] { $left } left
       *[other] { $left } left
    }
methods-codes-new = Make new ones
methods-browsers = Browsers where you aren’t asked
methods-add = Add another method
methods-finish = Done
added = Added on { $day }
used = Last used on { $day }
used-this = This browser, last used on { $day }
rename = Rename
rename-what = Rename { $what }
remove = Remove
remove-what = Remove { $what }
forget = Forget
forget-what = Forget { $what }

# Removing and renaming one.
remove-title = Remove { $what }?
remove-about = It won’t let you in any more.
remove-yes = Remove
remove-no = Keep
remove-last-title = This is your only method
remove-last = Add another one first. Then you can remove this one without locking yourself out.
rename-title = Rename { $what }
rename-label = Name
rename-about = So that you can tell it from others: “Work phone”.
rename-save = Save

# What happened, and where to go.
end-expired-title = This page has expired
end-expired = It was open for a short time only, for your safety. Go back and start again.
end-used-title = This link was used before
end-used = What it was for is over. If you need it again, go back and start again.
end-elsewhere-title = Open in another browser
end-elsewhere = It began in another browser or a private window. Go on there, or go back and start again here.
end-unknown-title = This link doesn’t work
end-unknown = Part of it may be missing. Go back to where you came from and start again.
end-cookies-title = Your browser blocks cookies
end-cookies = One is needed, for as long as this page is open, to know that it’s still you. Allow cookies for this page, then try again.
end-too-many-title = Too many tries
end-too-many = To keep others out, no more codes are taken for a while. Try again later.
end-too-many-minutes =
    { $minutes ->
        [one] To keep others out, no more codes are taken for now. Try again in { $minutes } minute.
       *[other] To keep others out, no more codes are taken for now. Try again in { $minutes } minutes.
    }
end-not-enrolled-title = No second step yet
end-not-enrolled = Nothing is set up with which you could confirm that it’s you.
end-denied-title = Not confirmed
end-denied = Nobody was let in. If you didn’t expect to be asked, somebody may know your password: change it.
end-canceled-title = You stopped here
end-canceled = Nothing was confirmed. You can start again at any time.
end-stale-title = This page was out of date
end-stale = You may have gone back, or have it open twice. Nothing was done. Go on where you are.
end-done-title = Done
end-done = That’s all.
end-fault-title = Something failed on our side
end-fault = It wasn’t you. What you have set up is safe. Try again in a moment.
end-onward = Go on
end-retry = Try again
end-back = Go back
end-back-to = Go back to { $name }
end-close = You can close this page.

# What is wrong, beside the field.
problem-missing = Fill this in.
problem-wrong-code = That isn’t the code. Try again.
problem-wrong-code-left =
    { $left ->
        [one] That isn’t the code. You have { $left } try left.
       *[other] That isn’t the code. You have { $left } tries left.
    }
problem-code-over = This code doesn’t work any more. Ask for a new one.
problem-used-code = This code was used. Wait for the next one.
problem-clock-off = This code belongs to another time. Let your device set its clock by itself, then try again.
problem-bad-phone = That isn’t a phone number. Begin with + and the country code.
problem-bad-email = That isn’t an e-mail address.
problem-not-served = We can’t send a code there. Choose another one.
problem-known = You have set this up before.
problem-too-soon = The next one can be sent in { $time }.
problem-too-many =
    { $minutes ->
        [one] Too many tries. Wait { $minutes } minute, or choose another way.
       *[other] Too many tries. Wait { $minutes } minutes, or choose another way.
    }
problem-not-sent = We couldn’t send it. Try again, or choose another way.
problem-bad-serial = This serial number can’t be added. Compare it with the one on the token.
problem-bad-codes = Those aren’t two codes in a row. Type the one that it shows now, then the next one.
problem-passkey = That didn’t work. Try again, or choose another way.
problem-not-approved = You haven’t said yes on the device yet. Do that first, then type the number.
problem-no-answer = Nobody answered. Ask again, or choose another way.
problem-wrong-number = That isn’t the number. Ask again: the device then shows another one.
problem-no-device = Your device isn’t connected yet. Finish in the app, then go on here.
problem-wrong-recovery-code = That isn’t one of your codes, or it was used before.
problem-not-saved = Save the codes first, then tick the box.
problem-bad-name = Use 1 to 64 characters.
problem-gone = It isn’t there any more.
problem-stale = This page was out of date, and nothing was done. Try again.

# What has just been done.
notice-sent-again = We sent you a new code.
notice-asked-again = We asked your device again. It shows a new number.
notice-added = Added. You can use it from now on.
notice-renamed = The name is changed.
notice-removed = It is removed.
notice-forgotten = That browser is asked again from now on.
notice-prove-first = Before anything changes, confirm that it’s you.
notice-one-more = One more step: now confirm with another method.
notice-set-up-again = You used a recovery code. If you lost your device, set up a new one now.
