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

notice-subject = Fógra slándála faoi do chuntas le { $friendly_name }
notice-added = Cuireadh bealach chun síniú isteach le do chuntas le { $friendly_name }: { $method }.
notice-removed = Baineadh bealach chun síniú isteach de do chuntas le { $friendly_name }: { $method }.
notice-new-codes = Rinneadh cóid athshlánaithe nua do do chuntas le { $friendly_name }. Ní oibríonn na seanchóid a thuilleadh.
notice-code-used = Úsáideadh cód athshlánaithe chun síniú isteach i do chuntas le { $friendly_name }. Ní oibríonn sé a thuilleadh.
notice-browser = D’úsáid brabhsálaí eile an méid a bhí i gcuimhne ag brabhsálaí faoi do chuntas le { $friendly_name }. Níl cuimhne ar cheachtar acu a thuilleadh.
notice-when = Cathain: { $day } { notice-month } { $year }, { $hour }:{ $minute } UTC
notice-month =
    { $month ->
        [1] Eanáir
        [2] Feabhra
        [3] Márta
        [4] Aibreán
        [5] Bealtaine
        [6] Meitheamh
        [7] Iúil
        [8] Lúnasa
        [9] Meán Fómhair
        [10] Deireadh Fómhair
        [11] Samhain
       *[other] Nollaig
    }
notice-yours = Más tusa a rinne é, ní gá duit aon rud a dhéanamh.
notice-not-yours = Murar tusa a rinne é, cuir { $friendly_name } ar an eolas láithreach.
notice-support = Murar tusa a rinne é, faigh cabhair láithreach: { $support }
notice-phone = Guthán
notice-email = Ríomhphost
notice-authenticator = Aip fíordheimhnithe
notice-passkey = Paseochair
notice-token = Ceadchomhartha crua-earraí
notice-push = Aip ar do ghléas
notice-other = Bealach eile
