# Irish. See en.ftl for the variables.
#
# SMS are UCS-2, 70 characters: GSM-7 lacks the ó of "cód". `intro` is short so that one SMS holds it with the
# longest name.

intro = Seo do chód { $friendly_name }:
intro-transaction = Seo do chód { $friendly_name } chun íocaíocht { $amount } le { $payee } a údarú:
do-not-share = Ná roinn le haon duine é; ní iarrfaimid ort choíche é

sms = { $intro } { $code }
sms-do-not-share = { $intro } { $code }. { do-not-share }

call-gate = Seo glao ó { $friendly_name }. Brúigh cnaipe ar bith chun do chód a chloisteáil.
call-gate-digits = Seo glao ó { $friendly_name }. Chun do chód a chloisteáil, brúigh { $digits }.
call-gate-wrong = Níorbh iad sin na cnaipí cearta.
call-over = Níl an cód seo bailí a thuilleadh. Slán.
call = Dia duit. { $intro } { $code }. Uair amháin eile, seo do chód: { $code }. Slán.
call-do-not-share = Dia duit. { $intro } { $code }. Uair amháin eile, seo do chód: { $code }. { do-not-share }. Slán.

call-approve = Seo glao ó { $friendly_name }. Iarrtar ort an rud atá ar do scáileán anois a cheadú. Chun é a cheadú, brúigh an dá dhigit a fheiceann tú ansin. Murar tusa a bhí ann, brúigh 9.
call-approve-transaction = Seo glao ó { $friendly_name }. Iarrtar ort íocaíocht { $amount } le { $payee } a cheadú. Chun é a cheadú, brúigh an dá dhigit a fheiceann tú ar do scáileán. Murar tusa a bhí ann, brúigh 9.
call-approved = Go raibh maith agat. Tá sé ceadaithe. Slán.
call-reported = Go raibh maith agat. Níl sé ceadaithe, agus tá sé tuairiscithe. Slán.
call-approve-over = Níl aon rud le ceadú a thuilleadh. Slán.

push-login = An bhfuil tú ag logáil isteach ar { $friendly_name }?
push-set-up = An bhfuil tú ag athrú do logála isteach ar { $friendly_name }?
push-text = { $friendly_name }: { $text }
push-payment = { $friendly_name }: an gceadaíonn tú an íocaíocht seo?
push-amount = Méid
push-payee = Chuig
push-number = Clóscríobh an uimhir seo

email-subject = Do chód fíoraithe { $friendly_name }
email-do-not-share = { do-not-share }.
# "Nóiméad" is the same after two, few and many: the singular follows a number, and n takes no mutation.
email-lifetime =
    { $minutes ->
        [0] Tá an cód bailí ar feadh níos lú ná nóiméad agus ní oibríonn sé ach uair amháin.
        [one] Tá an cód bailí ar feadh nóiméid amháin agus ní oibríonn sé ach uair amháin.
       *[other] Tá an cód bailí ar feadh { $minutes } nóiméad agus ní oibríonn sé ach uair amháin.
    }
email-unasked = Murar iarr tú an cód seo, ná cuir isteach in aon áit é; is féidir leat neamhaird a dhéanamh den ríomhphost seo.
email-unasked-transaction = Murar chuir tú tús leis an íocaíocht seo, ná cuir an cód isteach in aon áit agus déan teagmháil le { $friendly_name }.
